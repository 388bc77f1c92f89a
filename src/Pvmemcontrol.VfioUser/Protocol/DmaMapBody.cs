// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;

namespace Pvmemcontrol.VfioUser.Protocol;

/// <summary>The body of DMA_MAP.</summary>
/// <param name="ArgSize">Bytes of the body, as the client has it.</param>
/// <param name="Flags"><see cref="Readable"/> and <see cref="Writable"/>.</param>
/// <param name="Offset">Bytes from the start of the file.</param>
/// <param name="Address">Guest physical address.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct DmaMapBody(uint ArgSize, uint Flags, ulong Offset, ulong Address, ulong Length)
{
    /// <summary>Bytes of the body.</summary>
    internal const int Size = 32;

    /// <summary>The device may read.</summary>
    internal const uint Readable = 1;

    /// <summary>The device may write.</summary>
    internal const uint Writable = 2;

    /// <summary>True when the device may do both.</summary>
    internal bool IsReadWrite => Flags == (Readable | Writable);

    /// <summary>Reads a body.</summary>
    internal static DmaMapBody Decode(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));

    /// <summary>Writes the body.</summary>
    internal void Encode(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, ArgSize);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], Offset);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], Address);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], Length);
    }
}
