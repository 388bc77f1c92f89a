// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.VfioUser.Pci;
using Pvmemcontrol.VfioUser.Protocol;

namespace Pvmemcontrol.Properties.Sockets;

/// <summary>
/// Messages from a seed: most of them near valid ones, so that they get past the first check; some of any bytes.
/// </summary>
internal sealed class AnyMessage(ulong seed, IReadOnlyList<SafeFileHandle> files)
{
    private static readonly ulong[] Places =
    [
        0, 0x1000, 0x10_0000, 0x10_8000, 0x20_0000, 0x20_0001, 1UL << 40, 1UL << 63, ulong.MaxValue - 4095,
        ulong.MaxValue,
    ];

    private static readonly ulong[] Lengths =
        [0, 1, 4096, 0x8000, 0x10_0000, 0x20_0000, 1UL << 41, 1UL << 62, ulong.MaxValue - 4095, ulong.MaxValue];

    private static readonly uint[] Words =
        [0, 1, 2, 3, 4, 7, 8, 9, 16, 255, 256, 4096, 0x8000_0000, 0x8000_0001, uint.MaxValue];

    private readonly SeededDraw _draw = new(seed);
    private readonly byte[] _bytes = new byte[2 * Limits.Message];

    /// <summary>The descriptors that go with the last message.</summary>
    internal SafeFileHandle[] Files { get; private set; } = [];

    /// <summary>True when the last message says that it is as long as it is: the next may follow it.</summary>
    internal bool IsFramed { get; private set; }

    /// <summary>The greeting that every connection needs before anything else gets through.</summary>
    internal static byte[] Greeting()
    {
        var bytes = new byte[MessageHeader.Size + 4];
        new MessageHeader(1, (ushort)MessageCommand.Version, (uint)bytes.Length, 0, 0).Encode(bytes);
        return bytes;
    }

    /// <summary>The next message; valid until the one after it.</summary>
    internal ReadOnlySpan<byte> Next()
    {
        Files = [];
        var body = _bytes.AsSpan(MessageHeader.Size);
        var (command, length) = _draw.Below(16) switch
        {
            0 or 1 => (MessageCommand.DmaMap, Map(body)),
            2 => (MessageCommand.DmaUnmap, Unmap(body)),
            3 => (MessageCommand.RegionRead, Access(body, 0)),
            4 or 5 or 6 or 7 => (MessageCommand.RegionWrite, Write(body)),
            8 or 9 => (MessageCommand.RegionWrite, Register(body)),
            10 => (MessageCommand.DeviceReset, 0),
            11 => (MessageCommand.DeviceGetRegionInfo, AnyWords(body, 8)),
            12 => (MessageCommand.DeviceGetIrqInfo, AnyWords(body, 4)),
            13 => (MessageCommand.DeviceSetIrqs, AnyWords(body, 5)),
            14 => (MessageCommand.Version, AnyWords(body, 1 + _draw.Below(4))),
            _ => ((MessageCommand)_draw.Below(20), AnyBytes(body)),
        };
        return Finish(command, length);
    }

    private ReadOnlySpan<byte> Finish(MessageCommand command, int length)
    {
        if (_draw.Below(12) == 0)
        {
            length = Math.Max(0, length + _draw.Below(9) - 4);
        }

        for (var i = _draw.Below(20) == 0 ? 1 + _draw.Below(4) : 0; i > 0 && length > 0; i--)
        {
            _bytes[MessageHeader.Size + _draw.Below(length)] ^= (byte)(1 << _draw.Below(8));
        }

        if (_draw.Below(20) == 0)
        {
            Files = [.. Enumerable.Range(0, _draw.Below(9)).Select(_ => AnyFile())];
        }

        var size = (uint)(MessageHeader.Size + length);
        var flags = _draw.Below(40) == 0 ? AnyWord() : (uint)_draw.Below(2) * MessageHeader.NoReply;
        var said = _draw.Below(400) == 0 ? AnyWord() : size;
        IsFramed = said == size;
        new MessageHeader((ushort)_draw.Below(65536), (ushort)command, said, flags, 0).Encode(_bytes);
        return _bytes.AsSpan(0, (int)size);
    }

    private int Map(Span<byte> body)
    {
        var flags = _draw.Below(8) == 0 ? AnyWord() : DmaMapBody.Readable | DmaMapBody.Writable;
        var offset = _draw.Below(4) == 0 ? AnyPlace() : 0;
        new DmaMapBody(DmaMapBody.Size, flags, offset, AnyPlace(), AnyLength()).Encode(body);
        Files = _draw.Below(8) == 0 ? [] : [AnyFile()];
        return DmaMapBody.Size;
    }

    private int Unmap(Span<byte> body)
    {
        var flags = _draw.Below(4) == 0 ? AnyWord() : 0;
        new DmaUnmapBody(DmaUnmapBody.Size, flags, AnyPlace(), AnyLength()).Encode(body);
        return DmaUnmapBody.Size;
    }

    private int Access(Span<byte> body, uint count)
    {
        var isConfiguration = _draw.Below(2) == 0;
        var offset = _draw.Below(8) == 0 ? AnyPlace()
            : (ulong)_draw.Below(isConfiguration ? ConfigurationSpace.Size : 16);
        var length = count > 0 ? count : _draw.Below(4) == 0 ? AnyWord() : 1u << _draw.Below(4);
        new RegionAccess(offset, isConfiguration ? 7 : _draw.Below(8) == 0 ? AnyWord() : 0, length).Encode(body);
        return RegionAccess.Size;
    }

    private int Write(Span<byte> body)
    {
        var count = 1 + _draw.Below(8);
        Access(body, (uint)count);
        for (var i = 0; i < count; i++)
        {
            body[RegionAccess.Size + i] = (byte)_draw.Below(256);
        }

        return RegionAccess.Size + count;
    }

    /// <summary>A step of the handshake, or a command of a channel.</summary>
    private int Register(Span<byte> body)
    {
        var data = body[RegionAccess.Size..];
        if (_draw.Below(3) == 0)
        {
            new RegionAccess(Registers.Address, 0, 8).Encode(body);
            BinaryPrimitives.WriteUInt64LittleEndian(data, AnyPlace() + ((ulong)_draw.Below(64) * 8));
            return RegionAccess.Size + 8;
        }

        new RegionAccess(Registers.Command, 0, 4).Encode(body);
        var command = _draw.Below(2) == 0
            ? 0x8000_0000 + (uint)_draw.Below(64)
            : (uint)TransportCommands.All[_draw.Below(TransportCommands.All.Count)];
        BinaryPrimitives.WriteUInt32LittleEndian(data, command);
        return RegionAccess.Size + 4;
    }

    private int AnyWords(Span<byte> body, int count)
    {
        for (var i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(body[(4 * i)..], AnyWord());
        }

        return 4 * count;
    }

    private int AnyBytes(Span<byte> body)
    {
        var count = _draw.Below(4) == 0 ? _draw.Below(Limits.Message) : _draw.Below(64);
        for (var i = 0; i < count; i++)
        {
            body[i] = (byte)_draw.Below(256);
        }

        return count;
    }

    private SafeFileHandle AnyFile() => files[_draw.Below(files.Count)];

    private uint AnyWord() => Words[_draw.Below(Words.Length)];

    private ulong AnyPlace() => Places[_draw.Below(Places.Length)];

    private ulong AnyLength() => Lengths[_draw.Below(Lengths.Length)];
}
