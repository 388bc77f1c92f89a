// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;

namespace Pvmemcontrol.VfioUser.Protocol;

/// <summary>What every message begins with; little-endian, as everything in it.</summary>
/// <param name="Id">Chosen by the client; the reply has the same.</param>
/// <param name="Command">A <see cref="MessageCommand"/>, or one that is not known here.</param>
/// <param name="Length">Bytes of the message, this header included.</param>
/// <param name="Flags">Kind of message in bits 0 to 3 (0 command, 1 reply), and the constants here.</param>
/// <param name="Errno">Of a reply with <see cref="Error"/>.</param>
public readonly record struct MessageHeader(ushort Id, ushort Command, uint Length, uint Flags, uint Errno)
{
    /// <summary>Bytes of a header.</summary>
    public const int Size = 16;

    /// <summary>The kind of a reply.</summary>
    public const uint Reply = 1;

    /// <summary>The client does not wait for a reply, and none is sent.</summary>
    public const uint NoReply = 1 << 4;

    /// <summary>The reply says why the command failed.</summary>
    public const uint Error = 1 << 5;

    private const uint KindMask = 0xF;

    /// <summary>True for a command.</summary>
    public bool IsCommand => (Flags & KindMask) == 0;

    /// <summary>True for a reply.</summary>
    public bool IsReply => (Flags & KindMask) == Reply;

    /// <summary>True when the client does not wait.</summary>
    public bool IsPosted => (Flags & NoReply) != 0;

    /// <summary>Reads a header.</summary>
    public static MessageHeader Decode(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]));

    /// <summary>Writes the header.</summary>
    public void Encode(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, Id);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[2..], Command);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], Flags);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], Errno);
    }
}
