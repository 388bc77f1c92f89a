// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.VfioUser.Native;
using Pvmemcontrol.VfioUser.Pci;
using Pvmemcontrol.VfioUser.Protocol;

namespace Pvmemcontrol.VfioUser.Server;

/// <summary>
/// One connection: reads messages and answers them, until the client is gone or what it sends cannot be divided into
/// messages any more. Everything in a message is the client's claim; a message that makes no sense is answered with an
/// error and changes nothing.
/// </summary>
internal sealed class ClientSession(string socket, UnixConnection connection, IServedDevice device, ILogger logger)
{
    private readonly byte[] _message = new byte[Limits.Message];
    private readonly byte[] _reply = new byte[Limits.Message];
    private readonly List<SafeFileHandle> _files = [];
    private readonly ConfigurationSpace _configuration = new();
    private readonly GuestMemoryMap _memory = new(socket, device, logger);
    private bool _isGreeted;

    /// <summary>Serves the connection to its end.</summary>
    internal void Run()
    {
        try
        {
            while (TryReceive(out var header) && TryAnswer(header))
            {
                CloseFiles();
            }
        }
        finally
        {
            CloseFiles();
        }
    }

    /// <summary>Takes away the client's memory; the device has seen the end of the connection.</summary>
    internal void Clear() => _memory.Clear();

    private void CloseFiles()
    {
        if (_files.Count > 0)
        {
            _files.ForEach(file => file.Dispose());
            _files.Clear();
        }
    }

    /// <summary>The next message, whole; false when the connection is to end.</summary>
    private bool TryReceive(out MessageHeader header)
    {
        var areAllFiles = true;
        header = default;
        if (!connection.TryReceive(_message.AsSpan(0, MessageHeader.Size), _files, ref areAllFiles))
        {
            return false;
        }

        header = MessageHeader.Decode(_message);
        if (!header.IsCommand || header.Length is < MessageHeader.Size or > Limits.Message)
        {
            // Where the next message begins is unknown.
            logger.Closed(socket, header.IsCommand ? $"a message of {header.Length} bytes" : "no command");
            _ = TrySend(header, Errno.EINVAL, 0);
            return false;
        }

        if (!connection.TryReceive(_message.AsSpan(MessageHeader.Size, (int)header.Length - MessageHeader.Size),
            _files, ref areAllFiles))
        {
            return false;
        }

        if (!areAllFiles)
        {
            logger.Closed(socket, $"a message with more than {UnixConnection.MaxDescriptors} descriptors");
            _ = TrySend(header, Errno.EINVAL, 0);
        }

        return areAllFiles;
    }

    private bool TryAnswer(in MessageHeader header)
    {
        var body = _message.AsSpan(MessageHeader.Size, (int)header.Length - MessageHeader.Size);
        var reply = _reply.AsSpan(MessageHeader.Size);
        int length;
        var errno = (MessageCommand)header.Command switch
        {
            MessageCommand.Version when !_isGreeted => Greeting.Answer(body, reply, out length, out _isGreeted),
            _ when !_isGreeted => Nothing(Errno.EINVAL, out length),
            MessageCommand.DmaMap => Map(body, out length),
            MessageCommand.DmaUnmap => Unmap(body, reply, out length),
            MessageCommand.DeviceGetInfo => DeviceInfo.Answer(body, reply, out length),
            MessageCommand.DeviceGetRegionInfo => DeviceInfo.AnswerRegion(body, reply, out length),
            MessageCommand.DeviceGetIrqInfo => DeviceInfo.AnswerIrq(body, reply, out length),
            MessageCommand.DeviceSetIrqs => Nothing(DeviceInfo.AcceptIrqs(body), out length),
            MessageCommand.RegionRead => Read(body, reply, out length),
            MessageCommand.RegionWrite => Write(body, reply, header.IsPosted, out length),
            MessageCommand.DeviceReset => Reset(body, out length),
            _ => Nothing(Errno.EOPNOTSUPP, out length),
        };
        return header.IsPosted || TrySend(header, errno, length);
    }

    private bool TrySend(in MessageHeader command, Errno errno, int length)
    {
        var size = MessageHeader.Size + (errno == Errno.None ? length : 0);
        var flags = MessageHeader.Reply | (errno == Errno.None ? 0 : MessageHeader.Error);
        new MessageHeader(command.Id, command.Command, (uint)size, flags, (uint)errno).Encode(_reply);
        return connection.TrySend(_reply.AsSpan(0, size));
    }

    private static Errno Nothing(Errno errno, out int length)
    {
        length = 0;
        return errno;
    }

    private Errno Map(ReadOnlySpan<byte> body, out int length) => Nothing(
        body.Length == DmaMapBody.Size ? _memory.Map(DmaMapBody.Decode(body), _files) : Errno.EINVAL, out length);

    private Errno Unmap(ReadOnlySpan<byte> body, Span<byte> reply, out int length)
    {
        length = DmaUnmapBody.Size;
        if (body.Length != DmaUnmapBody.Size)
        {
            return Errno.EINVAL;
        }

        body.CopyTo(reply);
        return _memory.Unmap(DmaUnmapBody.Decode(body));
    }

    private Errno Reset(ReadOnlySpan<byte> body, out int length)
    {
        length = 0;
        if (!body.IsEmpty)
        {
            return Errno.EINVAL;
        }

        device.Reset();
        return Errno.None;
    }

    private Errno Read(ReadOnlySpan<byte> body, Span<byte> reply, out int length)
    {
        length = 0;
        if (body.Length != RegionAccess.Size)
        {
            return Errno.EINVAL;
        }

        var access = RegionAccess.Decode(body);
        if (!IsPossible(access))
        {
            return Errno.EINVAL;
        }

        length = RegionAccess.Size + (int)access.Count;
        access.Encode(reply);
        var data = reply.Slice(RegionAccess.Size, (int)access.Count);
        data.Clear();
        if (access.Region == RegionIndex.Bar0)
        {
            device.ReadRegister(access.Offset, data);
            return Errno.None;
        }

        var offset = (int)access.Offset;
        _configuration.Read(offset, data);
        if (Marked(offset, data.Length) is (var from, var count and > 0))
        {
            device.ReadMark(from - Marks.Start, data.Slice(from - offset, count));
        }

        return Errno.None;
    }

    private Errno Write(ReadOnlySpan<byte> body, Span<byte> reply, bool isPosted, out int length)
    {
        length = RegionAccess.Size;
        if (body.Length < RegionAccess.Size)
        {
            return Errno.EINVAL;
        }

        var access = RegionAccess.Decode(body);
        var data = body[RegionAccess.Size..];
        if (!IsPossible(access) || (uint)data.Length != access.Count)
        {
            return Errno.EINVAL;
        }

        access.Encode(reply);
        if (access.Region == RegionIndex.Bar0)
        {
            device.WriteRegister(access.Offset, data, isPosted);
            return Errno.None;
        }

        var offset = (int)access.Offset;
        _configuration.Write(offset, data);
        if (Marked(offset, data.Length) is (var from, var count and > 0))
        {
            device.WriteMark(from - Marks.Start, data.Slice(from - offset, count));
        }

        return Errno.None;
    }

    /// <summary>The part of an access to configuration space that meets the marks.</summary>
    private static (int From, int Count) Marked(int offset, int count)
    {
        var from = Math.Max(offset, Marks.Start);
        return (from, Math.Min(offset + count, Marks.Start + Marks.Length) - from);
    }

    private static bool IsPossible(in RegionAccess access) => access.Region switch
    {
        RegionIndex.Bar0 => access.Count is 1 or 2 or 4 or 8 && IsWithin(access, RegisterBar.Size),
        RegionIndex.Configuration => access.Count > 0 && IsWithin(access, ConfigurationSpace.Size),
        _ => false,
    };

    private static bool IsWithin(in RegionAccess access, uint size) =>
        access.Count <= size && access.Offset <= size - access.Count;
}
