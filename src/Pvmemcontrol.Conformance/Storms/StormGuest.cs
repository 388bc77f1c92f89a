// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Conformance.Storms;

/// <summary>A guest that asks for more and more. Nothing here allocates.</summary>
internal sealed class StormGuest(IMmioDevice device, GuestMemory memory, StormSheet sheet)
{
    private readonly byte[] _register = new byte[8];
    private readonly byte[] _buffer = new byte[Request.Size];

    /// <summary>True when it was told to stop here.</summary>
    internal bool IsOver => (ulong)sheet[StormField.Requests] >= (ulong)sheet[StormField.MostRequests];

    /// <summary>Writes a transport command; true when the answer is ACK.</summary>
    internal bool Command(TransportCommand command)
    {
        Write(Registers.Command, 4, (uint)command);
        return Read(Registers.Command) == (uint)TransportCommand.Ack;
    }

    /// <summary>Registers a buffer; false when it was refused.</summary>
    internal bool TryRegister(ulong buffer, out uint command)
    {
        Write(Registers.Address, 8, buffer);
        Write(Registers.Command, 4, (uint)TransportCommand.Register);
        var isTaken = Read(Registers.Command) == (uint)TransportCommand.Ack;
        command = isTaken ? Read(Registers.Response) : 0;
        return isTaken;
    }

    /// <summary>Makes a handshake with one channel; false when the device does not play along.</summary>
    internal bool TryHandshake(ulong buffer, out uint command)
    {
        command = 0;
        return Command(TransportCommand.Reset) && TryRegister(buffer, out command) && Command(TransportCommand.Ready);
    }

    /// <summary>Writes to a page.</summary>
    internal void Touch(ulong address) => memory.Write(address, _buffer.AsSpan(0, 1));

    /// <summary>Sends a request and gives what is in its buffer then.</summary>
    internal Reply Send(uint command, ulong buffer, in Request request)
    {
        request.Encode(_buffer);
        memory.Write(buffer, _buffer);
        Write(Registers.Command, 4, command);
        memory.Read(buffer, _buffer);
        return Reply.Decode(_buffer);
    }

    /// <summary>Sends a request as part of a wave; gives its errno.</summary>
    internal Errno Send(ref StormWave wave, uint command, ulong buffer, in Request request)
    {
        var errno = (Errno)Send(command, buffer, request).Errno;
        wave.Sent++;
        if (errno == Errno.None)
        {
            wave.Performed++;
        }
        else
        {
            wave.LastErrno = (long)errno;
        }

        return errno;
    }

    private void Write(ulong offset, int width, ulong value)
    {
        if (offset == Registers.Command)
        {
            sheet[StormField.Requests]++;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(_register, value);
        device.Write(offset, _register.AsSpan(0, width));
    }

    private uint Read(ulong offset)
    {
        _register.AsSpan().Fill(0xEE);
        device.Read(offset, _register.AsSpan(0, 4));
        return BinaryPrimitives.ReadUInt32LittleEndian(_register);
    }
}
