// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Bench.Latency;

/// <summary>RESET, REGISTER for every buffer, READY, through the registers as a driver does it.</summary>
internal static class Handshake
{
    /// <summary>Registers the buffers; a channel for each, in order.</summary>
    /// <exception cref="InvalidOperationException">The device answered something other than ACK.</exception>
    internal static GuestChannel[] Run(IMmioDevice device, GuestMemory memory, ReadOnlySpan<ulong> buffers)
    {
        Expect(device, TransportCommand.Reset);
        var channels = new GuestChannel[buffers.Length];
        Span<byte> address = stackalloc byte[sizeof(ulong)];
        for (var i = 0; i < buffers.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(address, buffers[i]);
            device.Write(Registers.Address, address);
            Expect(device, TransportCommand.Register);
            channels[i] = new GuestChannel(device, memory, buffers[i], Read(device, Registers.Response));
        }

        Expect(device, TransportCommand.Ready);
        return channels;
    }

    private static void Expect(IMmioDevice device, TransportCommand command)
    {
        Span<byte> register = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(register, (uint)command);
        device.Write(Registers.Command, register);
        var answer = (TransportCommand)Read(device, Registers.Command);
        if (answer != TransportCommand.Ack)
        {
            throw new InvalidOperationException($"{command}: the device answered {answer}");
        }
    }

    private static uint Read(IMmioDevice device, ulong offset)
    {
        Span<byte> register = stackalloc byte[sizeof(uint)];
        device.Read(offset, register);
        return BinaryPrimitives.ReadUInt32LittleEndian(register);
    }
}
