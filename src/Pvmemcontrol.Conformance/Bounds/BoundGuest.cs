// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>The guest of a bound. It allocates nothing.</summary>
internal sealed class BoundGuest(IMmioDevice device, GuestMemory memory, BoundSheet sheet)
{
    private readonly RegisterPort _port = new(device);
    private readonly byte[] _buffer = new byte[Request.Size];

    /// <summary>True when it reached its limit of requests.</summary>
    internal bool IsOver => (ulong)sheet[BoundField.Requests] >= (ulong)sheet[BoundField.MostRequests];

    /// <summary>Writes a transport command; true when the answer is ACK.</summary>
    internal bool Command(TransportCommand command)
    {
        WriteCommand((uint)command);
        return Read(Registers.Command) == (uint)TransportCommand.Ack;
    }

    /// <summary>Registers a buffer; false when it was refused.</summary>
    internal bool TryRegister(ulong buffer, out uint command)
    {
        _port.Write(Registers.Address, sizeof(ulong), buffer);
        WriteCommand((uint)TransportCommand.Register);
        var isTaken = Read(Registers.Command) == (uint)TransportCommand.Ack;
        command = isTaken ? Read(Registers.Response) : 0;
        return isTaken;
    }

    /// <summary>Makes a handshake with one channel; false when the device refuses.</summary>
    internal bool TryHandshake(ulong buffer, out uint command)
    {
        command = 0;
        return Command(TransportCommand.Reset) && TryRegister(buffer, out command) && Command(TransportCommand.Ready);
    }

    /// <summary>Writes to a page.</summary>
    internal void Touch(ulong address) => memory.Write(address, _buffer.AsSpan(0, 1));

    /// <summary>Sends a request and returns the contents of its buffer.</summary>
    internal Reply Send(uint command, ulong buffer, in Request request)
    {
        request.Encode(_buffer);
        memory.Write(buffer, _buffer);
        WriteCommand(command);
        memory.Read(buffer, _buffer);
        return Reply.Decode(_buffer);
    }

    /// <summary>Sends a request as part of a wave; false when its buffer still holds it afterwards.</summary>
    internal bool TrySend(ref BoundWave wave, uint command, ulong buffer, in Request request, out Errno errno)
    {
        errno = Send(ref wave, command, buffer, request);
        return Request.Decode(_buffer) != request;
    }

    /// <summary>Sends a request as part of a wave; returns its errno.</summary>
    internal Errno Send(ref BoundWave wave, uint command, ulong buffer, in Request request)
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

    private void WriteCommand(uint value)
    {
        sheet[BoundField.Requests]++;
        _port.WriteCommand(value);
    }

    private uint Read(ulong offset) => (uint)_port.Read(offset, sizeof(uint));
}
