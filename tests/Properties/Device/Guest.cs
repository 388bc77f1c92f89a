// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Properties.Device;

/// <summary>A guest at the registers of one device and in its own memory. Allocates nothing.</summary>
internal sealed class Guest(IMmioDevice device, GuestMemory memory)
{
    internal const uint Ack = (uint)TransportCommand.Ack;
    internal const uint Error = (uint)TransportCommand.Error;

    /// <summary>Writes the command register.</summary>
    internal void Write(uint command)
    {
        Span<byte> data = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(data, command);
        device.Write(Registers.Command, data);
    }

    /// <summary>Reads a register of 4 bytes.</summary>
    internal uint Read(ulong offset)
    {
        Span<byte> data = stackalloc byte[4];
        device.Read(offset, data);
        return BinaryPrimitives.ReadUInt32LittleEndian(data);
    }

    /// <summary>Writes a transport command; the answer.</summary>
    internal uint Do(TransportCommand command)
    {
        Write((uint)command);
        return Read(Registers.Command);
    }

    /// <summary>Registers a buffer; the answer.</summary>
    internal uint Register(ulong buffer)
    {
        Span<byte> data = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(data, buffer);
        device.Write(Registers.Address, data);
        return Do(TransportCommand.Register);
    }

    /// <summary>A whole handshake, every answer ACK; the channels' commands.</summary>
    internal uint[] Handshake(params ReadOnlySpan<ulong> buffers)
    {
        Require(Do(TransportCommand.Reset));
        var commands = new uint[buffers.Length];
        for (var i = 0; i < commands.Length; i++)
        {
            Require(Register(buffers[i]));
            commands[i] = Read(Registers.Response);
        }

        Require(Do(TransportCommand.Ready));
        return commands;
    }

    /// <summary>Fills a buffer.</summary>
    internal void Put(ulong buffer, in Request request)
    {
        Span<byte> data = stackalloc byte[Request.Size];
        request.Encode(data);
        memory.Write(buffer, data);
    }

    /// <summary>What a buffer holds, as a reply.</summary>
    internal Reply Get(ulong buffer)
    {
        Span<byte> data = stackalloc byte[Request.Size];
        memory.Read(buffer, data);
        return Reply.Decode(data);
    }

    /// <summary>A request and its reply.</summary>
    internal Reply Send(uint channel, ulong buffer, in Request request)
    {
        Put(buffer, request);
        Write(channel);
        return Get(buffer);
    }

    private static void Require(uint answer)
    {
        if (answer != Ack)
        {
            throw new InvalidOperationException($"the handshake was answered 0x{answer:x8}");
        }
    }
}
