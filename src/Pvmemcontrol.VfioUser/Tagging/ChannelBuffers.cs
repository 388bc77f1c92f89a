// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;

namespace Pvmemcontrol.VfioUser.Tagging;

/// <summary>
/// The channels of a device, as a wrapper around the device learns them from register accesses: after REGISTER it
/// reads what the guest is going to read.
/// </summary>
public sealed class ChannelBuffers
{
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, ulong> _buffers = [];
    private StagedAddress _address;

    /// <summary>The command of this write, or null if it is no write to the command register.</summary>
    public static uint? CommandOf(ulong offset, ReadOnlySpan<byte> data) =>
        offset == Registers.Command && data.Length == sizeof(uint)
            ? BinaryPrimitives.ReadUInt32LittleEndian(data)
            : null;

    /// <summary>The buffer of the channel with this command; false if there is none.</summary>
    public bool TryFind(uint command, out ulong buffer)
    {
        lock (_gate)
        {
            return _buffers.TryGetValue(command, out buffer);
        }
    }

    /// <summary>Forwards a write and learns from it.</summary>
    /// <param name="device">The device behind.</param>
    /// <param name="offset">Of the write.</param>
    /// <param name="data">What is written.</param>
    public void Forward(IMmioDevice device, ulong offset, ReadOnlySpan<byte> data)
    {
        device.Write(offset, data);
        if (CommandOf(offset, data) is not { } command)
        {
            if (offset < Registers.Command && data.Length is sizeof(uint) or sizeof(ulong))
            {
                lock (_gate)
                {
                    _address = _address.Write(offset, data.Length, data.Length == sizeof(ulong)
                        ? BinaryPrimitives.ReadUInt64LittleEndian(data)
                        : BinaryPrimitives.ReadUInt32LittleEndian(data));
                }
            }
        }
        else if (TransportCommands.IsTransportCommand(command))
        {
            Learn(device, (TransportCommand)command);
        }
    }

    private void Learn(IMmioDevice device, TransportCommand command)
    {
        var answer = (TransportCommand)ReadWord(device, Registers.Command);
        lock (_gate)
        {
            if (answer != TransportCommand.Ack || command == TransportCommand.Reset)
            {
                _buffers.Clear();
            }
            else if (command == TransportCommand.Register && _address.Value is { } buffer)
            {
                _buffers[ReadWord(device, Registers.Response)] = buffer;
            }

            _address = default;
        }
    }

    private static uint ReadWord(IMmioDevice device, ulong offset)
    {
        Span<byte> word = stackalloc byte[sizeof(uint)];
        device.Read(offset, word);
        return BinaryPrimitives.ReadUInt32LittleEndian(word);
    }
}
