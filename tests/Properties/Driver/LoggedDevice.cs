// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>
/// A real device that may refuse, hang or disappear at any register write of the driver, and leave requests unanswered.
/// </summary>
internal sealed class LoggedDevice(
    int number, IMmioDevice inner, GuestMemory memory, DriverLog log, FaultScript script) : IMmioDevice
{
    private const int Refuses = 1;
    private const int HangsBefore = 2;
    private const int HangsAfter = 3;
    private const int RefusesInfo = 1;
    private const int Unanswered = 2;

    /// <summary>Whose channel a command is, or was last.</summary>
    private readonly Dictionary<uint, (int Instance, int Cpu)> _owners = [];
    private readonly Dictionary<uint, ulong> _live = [];
    private DeviceHealth _health = DeviceHealth.Well;
    private ulong _address;
    private bool _isReady;

    /// <summary>It is pulled out.</summary>
    internal void Vanish()
    {
        Drop();
        _health = DeviceHealth.Gone;
    }

    /// <summary>It loses its state, and is well again.</summary>
    internal void PowerCycle()
    {
        Drop();
        _health = DeviceHealth.Well;
    }

    public void Read(ulong offset, Span<byte> data)
    {
        log.Add(offset == Registers.Command
            ? new DriverEvent.ReadAnswer(number) : new DriverEvent.ReadResponse(number));
        switch (_health)
        {
            case DeviceHealth.Well:
                inner.Read(offset, data);
                break;
            case DeviceHealth.Hung:
                data.Clear();
                break;
            case DeviceHealth.Gone:
                data.Fill(0xFF);
                break;
            default:
                throw new InvalidOperationException($"no health {_health}");
        }
    }

    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        if (offset != Registers.Command)
        {
            WriteAddress(offset, data);
            return;
        }

        var value = BinaryPrimitives.ReadUInt32LittleEndian(data);
        if (TransportCommands.IsTransportCommand(value))
        {
            WriteCommand((TransportCommand)value);
        }
        else
        {
            WriteChannelCommand(value);
        }
    }

    public void Dispose() => inner.Dispose();

    private void Drop()
    {
        WriteInner((uint)TransportCommand.Disconnect);
        _live.Clear();
        _isReady = false;
    }

    private void WriteAddress(ulong offset, ReadOnlySpan<byte> data)
    {
        if (_health == DeviceHealth.Well)
        {
            inner.Write(offset, data);
        }

        _address = (offset, data.Length) switch
        {
            (Registers.Address, 8) => BinaryPrimitives.ReadUInt64LittleEndian(data),
            (Registers.Address, 4) => BinaryPrimitives.ReadUInt32LittleEndian(data),
            (Registers.AddressHigh, 4) =>
                (uint)_address | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(data) << 32),
            _ => throw new InvalidOperationException($"{data.Length} bytes are written at offset {offset}"),
        };
        if (data.Length == 8 || offset == Registers.AddressHigh)
        {
            var (instance, cpu) = log.TryFind(_address, out var buffer) ? buffer : (-1, -1);
            log.Add(new DriverEvent.Address(number, instance, cpu));
        }
    }

    private void WriteCommand(TransportCommand command)
    {
        var choice = _health != DeviceHealth.Well ? 0
            : command == TransportCommand.Disconnect ? script.Next(HangsBefore, HangsAfter)
            : script.Next(Refuses, HangsBefore, HangsAfter);
        log.Add(new DriverEvent.Command(number, command, choice));
        if (_health != DeviceHealth.Well)
        {
            return;
        }

        if (choice != HangsBefore)
        {
            Forward(choice == Refuses ? TransportCommand.Error : command);
        }

        // A device that is gone and one that hangs are the same to a driver; what is read differs.
        _health = choice is HangsBefore or HangsAfter
            ? script.Spent % 2 == 0 ? DeviceHealth.Hung : DeviceHealth.Gone
            : DeviceHealth.Well;
    }

    private void Forward(TransportCommand command)
    {
        WriteInner((uint)command);
        var isAcknowledged = ReadInner(Registers.Command) == (uint)TransportCommand.Ack;
        switch (command)
        {
            case TransportCommand.Register when isAcknowledged:
                var channel = ReadInner(Registers.Response);
                _live[channel] = _address;
                _owners[channel] = log.TryFind(_address, out var buffer) ? buffer : (-1, -1);
                break;
            case TransportCommand.Ready when isAcknowledged:
                _isReady = true;
                break;
            default:
                _live.Clear();
                _isReady = false;
                break;
        }
    }

    private void WriteChannelCommand(uint command)
    {
        var (instance, cpu) = _owners.GetValueOrDefault(command, (-1, -1));
        log.Add(new DriverEvent.ChannelCommand(number, instance, cpu));
        if (_health != DeviceHealth.Well || !_isReady || !_live.TryGetValue(command, out var buffer))
        {
            return;
        }

        var choice = log.Caller is null ? script.Next(RefusesInfo, Unanswered) : script.Next(Unanswered);
        log.Add(new DriverEvent.Reply(choice));
        switch (choice)
        {
            case 0:
                Perform(command, buffer);
                break;
            case RefusesInfo:
                Span<byte> refusal = stackalloc byte[Request.Size];
                new Reply(0, BufferContents.RefusalCode, 0, 0, 0).Encode(refusal);
                memory.Write(buffer, refusal);
                break;
            default:
                // No device answers.
                break;
        }
    }

    private void Perform(uint command, ulong buffer)
    {
        Span<byte> bytes = stackalloc byte[Request.Size];
        memory.Read(buffer, bytes);
        var request = Request.Decode(bytes);
        WriteInner(command);
        memory.Read(buffer, bytes);
        var reply = Reply.Decode(bytes);
        log.Performed.Add((request, reply));
        log.OwnReply = reply;
    }

    private void WriteInner(uint value)
    {
        Span<byte> data = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(data, value);
        inner.Write(Registers.Command, data);
    }

    private uint ReadInner(ulong offset)
    {
        Span<byte> data = stackalloc byte[sizeof(uint)];
        inner.Read(offset, data);
        return BinaryPrimitives.ReadUInt32LittleEndian(data);
    }
}
