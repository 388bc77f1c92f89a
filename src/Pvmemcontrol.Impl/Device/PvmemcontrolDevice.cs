// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;

namespace Pvmemcontrol.Impl.Device;

/// <summary>
/// The VMM's side of pvmemcontrol. Requests on different channels run in parallel and take no common lock, but for
/// those that change protections and other attributes, which take one; transport commands take one, and those that drop
/// channels wait for the requests in flight.
/// </summary>
public sealed partial class PvmemcontrolDevice : IMmioDevice
{
    private readonly Func<GuestMemory, IHostCalls> _makeCalls;
    private readonly DeviceOptions _options;
    private readonly DeviceLog _log;

    /// <summary>Guards everything below it.</summary>
    private readonly object _transportLock = new();
    private readonly byte[] _response = new byte[Registers.Size];
    private StagedAddress _address;
    private TransportPhase _phase = TransportPhase.Broken;
    private readonly Registration _registration;

    /// <summary>
    /// The channels that requests find: those registered while in Ready, none otherwise. Read without the lock. Null
    /// for a while means: wait for the lock, and look again.
    /// </summary>
    private ChannelTable? _ready = ChannelTable.Empty;

    /// <summary>
    /// What requests work on. It is replaced only while no request is in flight: who has a channel sees one.
    /// </summary>
    private MemoryMap _map;

    /// <summary>A device before its first RESET.</summary>
    /// <param name="memory">Guest RAM, mapped readable and writable; it must outlive the device.</param>
    /// <param name="host">The host calls; the real ones when null.</param>
    /// <param name="options">Bounds; defaults when null.</param>
    /// <param name="logger">Receives records of guest errors, rate-limited; none when null.</param>
    public PvmemcontrolDevice(GuestMemory memory, IHostCalls? host = null, DeviceOptions? options = null,
        ILogger? logger = null)
        : this(memory, host is null ? made => new LinuxHostCalls(made) : _ => host, options, logger)
    {
    }

    /// <summary>A device before its first RESET, with host calls for each memory map that it will have.</summary>
    /// <param name="memory">Guest RAM, readable and writable; it must stay mapped until the device has another.</param>
    /// <param name="makeCalls">Makes the host calls on guest RAM.</param>
    /// <param name="options">Bounds; defaults when null.</param>
    /// <param name="logger">Receives records of guest errors, rate-limited; none when null.</param>
    public PvmemcontrolDevice(GuestMemory memory, Func<GuestMemory, IHostCalls> makeCalls,
        DeviceOptions? options = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(makeCalls);
        _makeCalls = makeCalls;
        _options = options ?? new DeviceOptions();
        _log = new DeviceLog(logger ?? NullLogger.Instance, _options.LogRecordsPerSecond);
        var calls = makeCalls(memory);
        _map = new MemoryMap(memory, calls, new MappingChanges(memory.Layout, calls, _options, _log), _options);
        _registration = new Registration(_options.MaxChannels);
        FirstPages.Populate(memory);
    }

    /// <inheritdoc/>
    public void Read(ulong offset, Span<byte> data)
    {
        data.Clear();
        if (offset < Registers.Size)
        {
            lock (_transportLock)
            {
                var count = Math.Min(data.Length, Registers.Size - (int)offset);
                _response.AsSpan((int)offset, count).CopyTo(data);
            }
        }
    }

    /// <inheritdoc/>
    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        if (offset == Registers.Command && data.Length == sizeof(uint))
        {
            WriteCommand(BinaryPrimitives.ReadUInt32LittleEndian(data));
        }
        else if ((offset, data.Length) is (Registers.Address, 8) or (Registers.Address, 4) or (Registers.AddressHigh,
            4))
        {
            var value = data.Length == 8
                ? BinaryPrimitives.ReadUInt64LittleEndian(data)
                : BinaryPrimitives.ReadUInt32LittleEndian(data);
            lock (_transportLock)
            {
                _response.AsSpan().Clear();
                _address = _address.Write(offset, data.Length, value);
            }
        }
    }

    /// <summary>Drops every channel; returns when no request is in flight.</summary>
    public void Dispose()
    {
        lock (_transportLock)
        {
            DropChannels(TransportPhase.Broken);
        }
    }

    private void WriteCommand(uint value)
    {
        if (TransportCommands.IsTransportCommand(value))
        {
            lock (_transportLock)
            {
                RunTransportCommand((TransportCommand)value);
            }

            return;
        }

        while (TryPerform(value) == Attempt.Moved)
        {
        }
    }

    /// <summary>Performs the request of a channel's command; a command of no channel has no effect.</summary>
    private Attempt TryPerform(uint command)
    {
        var channels = Volatile.Read(ref _ready) ?? AwaitChannels();
        if (channels.Find(command) is not { } channel)
        {
            return Attempt.Finished;
        }

        if (!channel.TryEnter())
        {
            return channel.IsMoved ? Attempt.Moved : Attempt.Finished;
        }

        try
        {
            Serve(channel, channels);
        }
        finally
        {
            channel.Leave();
        }

        return Attempt.Finished;
    }

    private void Serve(LiveChannel channel, ChannelTable channels)
    {
        // A buffer whose page is gone has no request, and nobody reads a reply there.
        if (!channel.Buffer.TryLoadRequest(out var request))
        {
            return;
        }

        var reply = _map.Handler.Perform(request, channels);
        _ = channel.Buffer.TryStoreReply(reply);
        if (reply.Errno != 0)
        {
            _log.Refused(request, (Errno)reply.Errno);
        }
    }

    private void RunTransportCommand(TransportCommand command)
    {
        _response.AsSpan().Clear();
        var answer = (command, _phase) switch
        {
            (TransportCommand.Reset, _) => DropChannels(TransportPhase.Registering),
            (TransportCommand.Disconnect, _) => DropChannels(TransportPhase.Broken),
            (TransportCommand.Register, TransportPhase.Registering) => Register(),
            (TransportCommand.Ready, TransportPhase.Registering) => Ready(),
            _ => Break(command, $"not expected in {_phase}"),
        };
        BinaryPrimitives.WriteUInt32LittleEndian(_response.AsSpan((int)Registers.Command), (uint)answer);

        // The address register and the response register share an offset; the staged address is consumed.
        _address = default;
    }

    private TransportCommand Register()
    {
        if (_address.Value is not { } address || !_map.Memory.TryPlaceBuffer(address, out var place))
        {
            return Break(TransportCommand.Register, "the buffer is not in guest RAM");
        }

        if (!_map.CanHold(address))
        {
            return Break(TransportCommand.Register, "the buffer is on a revoked page");
        }

        if (_registration.IsFull)
        {
            return Break(TransportCommand.Register, "too many channels");
        }

        var command = _registration.Add(new LiveChannel(address, place));
        BinaryPrimitives.WriteUInt32LittleEndian(_response.AsSpan((int)Registers.Response), command);
        return TransportCommand.Ack;
    }

    private TransportCommand Ready()
    {
        _phase = TransportPhase.Ready;
        Volatile.Write(ref _ready, _registration.ToTable());
        return TransportCommand.Ack;
    }

    private TransportCommand Break(TransportCommand command, string reason)
    {
        _log.ProtocolError(command, reason);
        return DropChannels(TransportPhase.Broken);
    }

    private TransportCommand DropChannels(TransportPhase next)
    {
        Volatile.Write(ref _ready, ChannelTable.Empty);
        _registration.Drop();
        _phase = next;
        return next == TransportPhase.Registering ? TransportCommand.Ack : TransportCommand.Error;
    }

    private enum Attempt
    {
        /// <summary>The request was performed, or there is none to perform.</summary>
        Finished,

        /// <summary>The memory map changed meanwhile; the channel has to be looked up again.</summary>
        Moved,
    }
}
