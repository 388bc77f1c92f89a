// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.VfioUser.Native;
using Pvmemcontrol.VfioUser.Protocol;

namespace Pvmemcontrol.VfioUser.Client;

/// <summary>
/// A VMM's side of a connection: it says what guest memory there is, and accesses regions as a guest would. One access
/// at a time; each waits for its reply, unless it is posted.
/// </summary>
public sealed class VfioUserClient : IDisposable
{
    private const int VersionSize = 4;
    private readonly UnixConnection _connection;
    private readonly byte[] _message = new byte[Limits.Message];
    private readonly byte[] _reply = new byte[Limits.Message];
    private readonly Lock _lock = new();
    private ushort _id;

    private VfioUserClient(UnixConnection connection) => _connection = connection;

    /// <summary>Connects to a server, and agrees on the version.</summary>
    /// <param name="socket">The path of its socket.</param>
    /// <exception cref="HostException">Nobody listens there.</exception>
    /// <exception cref="ServerException">The server does not speak this version.</exception>
    public static VfioUserClient Connect(string socket)
    {
        var client = new VfioUserClient(UnixConnection.To(socket));
        try
        {
            client.Greet();
            return client;
        }
        catch (ServerException)
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>DMA_MAP of memory that the device may read and write.</summary>
    /// <param name="address">Guest physical address.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="file">The file behind it.</param>
    /// <param name="offset">Bytes from the start of the file.</param>
    public void Map(ulong address, ulong length, SafeFileHandle file, ulong offset = 0) =>
        Map(address, length, offset, file);

    private void Map(ulong address, ulong length, ulong offset, params ReadOnlySpan<SafeFileHandle> files)
    {
        const uint ReadWrite = DmaMapBody.Readable | DmaMapBody.Writable;
        Span<byte> body = stackalloc byte[DmaMapBody.Size];
        new DmaMapBody(DmaMapBody.Size, ReadWrite, offset, address, length).Encode(body);
        _ = Ask(MessageCommand.DmaMap, body, 0, files);
    }

    /// <summary>DMA_MAP of memory that is not shared with the server: only its addresses are told.</summary>
    /// <param name="address">Guest physical address.</param>
    /// <param name="length">Bytes.</param>
    public void MapWithoutFile(ulong address, ulong length) => Map(address, length, 0, []);

    /// <summary>DMA_UNMAP.</summary>
    /// <param name="address">Guest physical address.</param>
    /// <param name="length">Bytes.</param>
    public void Unmap(ulong address, ulong length)
    {
        Span<byte> body = stackalloc byte[DmaUnmapBody.Size];
        new DmaUnmapBody(DmaUnmapBody.Size, 0, address, length).Encode(body);
        _ = Ask(MessageCommand.DmaUnmap, body, DmaUnmapBody.Size);
    }

    /// <summary>DEVICE_GET_INFO: whether the device can be reset.</summary>
    public bool CanReset()
    {
        const uint Resettable = 1;
        const int Size = 16;
        Span<byte> body = stackalloc byte[Size];
        body.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(body, Size);
        lock (_lock)
        {
            var reply = Ask(MessageCommand.DeviceGetInfo, body, Size);
            return (BinaryPrimitives.ReadUInt32LittleEndian(reply[sizeof(uint)..]) & Resettable) != 0;
        }
    }

    /// <summary>DEVICE_RESET.</summary>
    public void Reset() => _ = Ask(MessageCommand.DeviceReset, [], 0);

    /// <summary>REGION_READ.</summary>
    /// <param name="region">0 for BAR0, 7 for configuration space.</param>
    /// <param name="offset">Bytes from the start of the region.</param>
    /// <param name="data">Gets the bytes.</param>
    public void Read(uint region, ulong offset, Span<byte> data)
    {
        lock (_lock)
        {
            Span<byte> body = stackalloc byte[RegionAccess.Size];
            new RegionAccess(offset, region, (uint)data.Length).Encode(body);
            Ask(MessageCommand.RegionRead, body, RegionAccess.Size + data.Length)[RegionAccess.Size..].CopyTo(data);
        }
    }

    /// <summary>REGION_WRITE.</summary>
    /// <param name="region">0 for BAR0, 7 for configuration space.</param>
    /// <param name="offset">Bytes from the start of the region.</param>
    /// <param name="data">The bytes.</param>
    /// <param name="isPosted">Whether not to wait for the reply.</param>
    public void Write(uint region, ulong offset, ReadOnlySpan<byte> data, bool isPosted = false)
    {
        Span<byte> body = stackalloc byte[RegionAccess.Size + data.Length];
        new RegionAccess(offset, region, (uint)data.Length).Encode(body);
        data.CopyTo(body[RegionAccess.Size..]);
        lock (_lock)
        {
            if (isPosted)
            {
                Send(MessageCommand.RegionWrite, body, MessageHeader.NoReply, []);
            }
            else
            {
                _ = Ask(MessageCommand.RegionWrite, body, RegionAccess.Size);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private void Greet()
    {
        var capabilities = """{"capabilities":{"max_msg_fds":8,"max_data_xfer_size":4096}}"""u8;
        Span<byte> body = stackalloc byte[VersionSize + capabilities.Length + 1];
        body.Clear();
        capabilities.CopyTo(body[VersionSize..]);
        var reply = Ask(MessageCommand.Version, body, -1);
        if (reply.Length < VersionSize || BinaryPrimitives.ReadUInt16LittleEndian(reply) != 0)
        {
            throw new ServerException("it does not speak version 0 of vfio-user");
        }
    }

    /// <summary>Sends a command, and gives the body of the reply.</summary>
    /// <param name="command">The command.</param>
    /// <param name="body">Its body.</param>
    /// <param name="expected">Bytes of the reply's body; 0 if they do not matter, -1 if any will do.</param>
    /// <param name="files">Descriptors that go with it.</param>
    private ReadOnlySpan<byte> Ask(MessageCommand command, ReadOnlySpan<byte> body, int expected,
        params ReadOnlySpan<SafeFileHandle> files)
    {
        lock (_lock)
        {
            Send(command, body, 0, files);
            var header = Receive(command);
            if ((header.Flags & MessageHeader.Error) != 0)
            {
                throw new ServerException(
                    $"{command} was answered with the error {Errnos.Describe(header.Errno)}", (Errno)header.Errno);
            }

            var reply = _reply.AsSpan(MessageHeader.Size, (int)header.Length - MessageHeader.Size);
            return expected <= 0 || reply.Length == expected
                ? reply
                : throw new ServerException($"the reply to {command} has {reply.Length} bytes, not {expected}");
        }
    }

    private void Send(MessageCommand command, ReadOnlySpan<byte> body, uint flags,
        ReadOnlySpan<SafeFileHandle> files)
    {
        var size = MessageHeader.Size + body.Length;
        new MessageHeader(++_id, (ushort)command, (uint)size, flags, 0).Encode(_message);
        body.CopyTo(_message.AsSpan(MessageHeader.Size));
        if (!_connection.TrySend(_message.AsSpan(0, size), files))
        {
            throw ServerException.Gone();
        }
    }

    private MessageHeader Receive(MessageCommand command)
    {
        var files = new List<SafeFileHandle>();
        try
        {
            var areAllFiles = true;
            if (!_connection.TryReceive(_reply.AsSpan(0, MessageHeader.Size), files, ref areAllFiles))
            {
                throw ServerException.Gone();
            }

            var header = MessageHeader.Decode(_reply);
            if (!header.IsReply || header.Id != _id || header.Length is < MessageHeader.Size or > Limits.Message)
            {
                throw new ServerException($"what it sent after {command} is not the reply to it");
            }

            var rest = _reply.AsSpan(MessageHeader.Size, (int)header.Length - MessageHeader.Size);
            return _connection.TryReceive(rest, files, ref areAllFiles) ? header : throw ServerException.Gone();
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }
}
