// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Collections.Immutable;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.VfioUser.Tagging;

namespace Pvmemcontrol.VfioUser.Faults;

/// <summary>
/// A device that does something wrong on purpose. A fault belongs to a handshake: one that is chosen begins with the
/// next RESET and stays until the RESET after the next choice, so that a driver that leaves the device meets it too.
/// </summary>
/// <param name="device">The device behind: it does everything right.</param>
/// <param name="ram">Guest RAM.</param>
/// <param name="faults">The faults to choose from.</param>
public sealed class FaultyDevice(IMmioDevice device, IGuestRam ram, ImmutableArray<FaultKind> faults) : IMmioDevice
{
    private const int SlowMilliseconds = 5;

    /// <summary>So many requests of a handshake are slow: enough for others to come between.</summary>
    private const int SlowRequests = 40;

    private readonly ChannelBuffers _channels = new();
    private readonly Lock _gate = new();
    private int _next;
    private FaultKind? _chosen;
    private bool _hasReset;
    private bool _isUnanswered;
    private bool _hasTagged;
    private int _requests;

    /// <summary>The fault of the handshake in progress.</summary>
    public FaultKind Current { get; private set; }

    /// <summary>How many faults <see cref="ChooseNext"/> has not chosen yet.</summary>
    public int Left => faults.Length - _next;

    private bool IsGone => Current == FaultKind.Gone && _hasTagged;

    /// <summary>The next handshake has the next fault of the list; none after the last one.</summary>
    public void ChooseNext()
    {
        lock (_gate)
        {
            _chosen = _next < faults.Length ? faults[_next++] : FaultKind.None;
        }
    }

    /// <summary>The next handshake has this fault, if it is in the list; otherwise none.</summary>
    public void Choose(FaultKind fault)
    {
        lock (_gate)
        {
            _chosen = faults.Contains(fault) ? fault : FaultKind.None;
        }
    }

    /// <inheritdoc/>
    public void Read(ulong offset, Span<byte> data)
    {
        if (IsGone)
        {
            data.Fill(byte.MaxValue);
        }
        else if (_isUnanswered && offset >= Registers.Command)
        {
            data.Clear();
        }
        else
        {
            device.Read(offset, data);
        }
    }

    /// <inheritdoc/>
    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        if (ChannelBuffers.CommandOf(offset, data) is not { } command)
        {
            if (!IsGone)
            {
                _channels.Forward(device, offset, data);
            }
        }
        else if (TransportCommands.IsTransportCommand(command))
        {
            WriteTransport((TransportCommand)command, data);
        }
        else
        {
            WriteRequest(command, data);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => device.Dispose();

    private void WriteTransport(TransportCommand command, ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            if (command == TransportCommand.Reset && _chosen is { } chosen)
            {
                (Current, _chosen, _hasReset, _hasTagged, _requests) = (chosen, null, false, false, 0);
            }

            if (IsGone)
            {
                return;
            }

            _isUnanswered = IsUnanswered(command);
            _hasReset |= command == TransportCommand.Reset;
        }

        if (Current == FaultKind.RegisterRefused && command == TransportCommand.Register)
        {
            // A command that no guest may write: the device answers ERROR and has no channels, as after a bad REGISTER.
            Span<byte> error = stackalloc byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32LittleEndian(error, (uint)TransportCommand.Error);
            _channels.Forward(device, Registers.Command, error);
        }
        else if (!_isUnanswered)
        {
            _channels.Forward(device, Registers.Command, data);
        }
    }

    private bool IsUnanswered(TransportCommand command) => (Current, command) switch
    {
        (FaultKind.ResetUnanswered, TransportCommand.Reset) => !_hasReset,
        (FaultKind.ReadyUnanswered, TransportCommand.Ready) => true,
        (FaultKind.DisconnectUnanswered or FaultKind.NeverDropped, TransportCommand.Disconnect) => true,
        (FaultKind.NeverDropped, TransportCommand.Reset) => _hasReset,
        _ => false,
    };

    private void WriteRequest(uint command, ReadOnlySpan<byte> data)
    {
        Span<byte> bytes = stackalloc byte[Request.Size];
        if (Current == FaultKind.None || !_channels.TryFind(command, out var buffer) || !ram.TryRead(buffer, bytes))
        {
            if (!IsGone)
            {
                device.Write(Registers.Command, data);
            }

            return;
        }

        var request = Request.Decode(bytes);
        var number = Interlocked.Increment(ref _requests);
        var isTagged = TaggedRequest.IsTagged(request);
        _hasTagged |= isTagged;
        if (Answer(request, number, isTagged) is { } reply)
        {
            reply.Encode(bytes);
            ram.TryWrite(buffer, bytes);
        }
        else if (!IsSwallowed(request, number, isTagged))
        {
            if (Current == FaultKind.Slow && number <= SlowRequests)
            {
                Thread.Sleep(SlowMilliseconds);
            }

            device.Write(Registers.Command, data);
        }
    }

    private Reply? Answer(in Request request, int number, bool isTagged) => Current switch
    {
        FaultKind.InfoRefused when IsInfo(request) => new Reply((uint)Errno.EIO, (uint)Errno.EIO, 0, 0, 0),
        FaultKind.InfoPageSizeZero when IsInfo(request) => new Reply(0, 0, 0, 1, (ulong)number),
        FaultKind.Refused when isTagged => TaggedRequest.ReplyTo(request.Address, Errno.ENOMEM),
        _ => null,
    };

    private bool IsSwallowed(in Request request, int number, bool isTagged) => Current switch
    {
        FaultKind.InfoUnanswered => IsInfo(request),
        FaultKind.Silent => isTagged,
        FaultKind.Gone => _hasTagged,
        FaultKind.RepliesLost => isTagged && number % 3 == 0,
        _ => false,
    };

    private static bool IsInfo(in Request request) => request.FunctionCode == (ulong)FunctionCode.Info;
}
