// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Device;

/// <summary>
/// The VMM's side of pvmemcontrol. Requests on different channels run in parallel and take no common lock, but for
/// those that change protections and other attributes, which take one; transport commands take one, and those that drop
/// channels wait for the requests in flight.
/// </summary>
public sealed partial class PvmemcontrolDevice : IMmioDevice
{
    private readonly GuestMemory _memory;
    private readonly RequestHandler _handler;
    private readonly MappingChanges _changes;
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

    /// <summary>A device before its first RESET.</summary>
    /// <param name="memory">Guest RAM, mapped readable and writable; it must outlive the device.</param>
    /// <param name="host">The host calls; the real ones when null.</param>
    /// <param name="options">Bounds; defaults when null.</param>
    /// <param name="logger">Receives records of guest errors, rate-limited; none when null.</param>
    public PvmemcontrolDevice(GuestMemory memory, IHostCalls? host = null, DeviceOptions? options = null,
        ILogger? logger = null)
    {
        _memory = memory;
        _options = options ?? new DeviceOptions();
        _log = new DeviceLog(logger ?? NullLogger.Instance, _options.LogRecordsPerSecond);
        var calls = host ?? new LinuxHostCalls(memory);
        _changes = new MappingChanges(memory.Layout, calls, _options, _log);
        _handler = new RequestHandler(memory, calls, _changes, _options);
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

        var channels = Volatile.Read(ref _ready) ?? AwaitChannels();
        if (channels.Find(value) is { } channel && channel.TryEnter())
        {
            try
            {
                Serve(channel, channels);
            }
            finally
            {
                channel.Leave();
            }
        }
    }

    private void Serve(LiveChannel channel, ChannelTable channels)
    {
        var request = channel.Buffer.LoadRequest();
        var reply = _handler.Perform(request, channels);
        channel.Buffer.StoreReply(reply);
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
        if (_address.Value is not { } address || !_memory.TryPlaceBuffer(address, out var place))
        {
            return Break(TransportCommand.Register, "the buffer is not in guest RAM");
        }

        if (_changes.MayBeRevoked(_memory.Layout.Place(address, Request.Size)) || !CanBeBroughtIn(address))
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

    /// <summary>Faults in the buffer's page; false if it is a missing huge page and the pool is empty.</summary>
    private bool CanBeBroughtIn(ulong address)
    {
        Span<byte> buffer = stackalloc byte[Request.Size];
        var range = _memory.Layout.Place(address, Request.Size);
        return (!_memory.Layout.BackingOfPage(range.FirstPage).IsHuge()
            && !_memory.Layout.BackingOfPage(range.EndPage - 1).IsHuge())
            || _memory.TryRead(address, buffer);
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
}
