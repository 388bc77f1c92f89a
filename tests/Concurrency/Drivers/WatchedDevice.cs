// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Concurrency.Histories;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Drivers;

/// <summary>The bus between driver and device: every register access is recorded.</summary>
[SkipRewriting("a test double")]
internal sealed class WatchedDevice(Schedule schedule, GuestMemory memory, IMmioDevice device, string name)
    : IMmioDevice
{
    private readonly History _history = new();
    private readonly HashSet<ulong> _buffers = [];
    private readonly Dictionary<uint, ulong> _channels = [];
    private ulong _staged;

    /// <summary>The task whose handshake is under way, from a write until its answer was read; or null.</summary>
    private string? _talker;

    /// <summary>The accesses, in the order of their calls.</summary>
    internal IReadOnlyList<Operation> Operations => _history.Operations;

    /// <summary>True while the device may hold a buffer there, by its answers.</summary>
    internal bool HasBuffer(ulong address) => _buffers.Contains(address);

    /// <inheritdoc/>
    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        RequireUndisturbed();
        var isCommand = offset == Registers.Command;
        var value = isCommand
            ? BinaryPrimitives.ReadUInt32LittleEndian(data)
            : BinaryPrimitives.ReadUInt64LittleEndian(data);
        _staged = isCommand ? _staged : value;
        _talker = !isCommand || TransportCommands.IsTransportCommand((uint)value) ? Journal.Actor : null;
        if (isCommand && (TransportCommand)value == TransportCommand.Register)
        {
            _buffers.Add(_staged);
        }

        var operation = _history.Call(
            isCommand ? OperationKind.WriteCommand : OperationKind.WriteAddress, offset, value);
        schedule.Note($"{name}{operation}");
        var request = isCommand ? Peek((uint)value) : null;
        device.Write(offset, data);
        if (request is { FunctionCode: (ulong)FunctionCode.Info } info && Peek((uint)value) != request)
        {
            // No host call shows it.
            operation.Performed.Add(info);
        }

        _history.Return(operation);
        if (isCommand)
        {
            schedule.Note("  returns");
        }
    }

    /// <inheritdoc/>
    public void Read(ulong offset, Span<byte> data)
    {
        RequireUndisturbed();
        var operation = _history.Call(OperationKind.Read, offset);
        device.Read(offset, data);
        operation.Result = BinaryPrimitives.ReadUInt32LittleEndian(data);
        _history.Return(operation);
        schedule.Note($"{name}{operation}: {Operation.NameOf(operation.Result)}");
        if (offset == Registers.Command && LastTransportCommand() is { } command
            && (command, (TransportCommand)operation.Result) is (TransportCommand.Disconnect, TransportCommand.Error)
                or (TransportCommand.Reset, TransportCommand.Ack))
        {
            _buffers.Clear();
        }

        var isHalf = offset == Registers.Command && LastTransportCommand() == TransportCommand.Register
            && (TransportCommand)operation.Result == TransportCommand.Ack;
        _talker = isHalf ? _talker : null;
        if (offset == Registers.Response && LastTransportCommand() == TransportCommand.Register)
        {
            _channels[operation.Result] = _staged;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => device.Dispose();

    private void RequireUndisturbed() => schedule.Require(_talker is null || _talker == Journal.Actor,
        DriverRequirements.HandshakeIsUndisturbed, $"{_talker} has not read its answer yet");

    /// <summary>What is in the buffer of a channel, or null.</summary>
    private Request? Peek(uint command)
    {
        if (!_channels.TryGetValue(command, out var buffer))
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[Request.Size];
        memory.Read(buffer, bytes);
        return Request.Decode(bytes);
    }

    private TransportCommand? LastTransportCommand()
    {
        for (var i = _history.Operations.Count - 1; i >= 0; i--)
        {
            if (_history.Operations[i].Kind == OperationKind.WriteCommand
                && TransportCommands.IsTransportCommand((uint)_history.Operations[i].Value))
            {
                return (TransportCommand)_history.Operations[i].Value;
            }
        }

        return null;
    }
}
