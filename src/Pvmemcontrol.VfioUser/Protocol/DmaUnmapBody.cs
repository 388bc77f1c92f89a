// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;

namespace Pvmemcontrol.VfioUser.Protocol;

/// <summary>The body of DMA_UNMAP, and of the reply to it.</summary>
/// <param name="ArgSize">Bytes of the body, as the client has it.</param>
/// <param name="Flags">0 or <see cref="All"/>.</param>
/// <param name="Address">Guest physical address.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct DmaUnmapBody(uint ArgSize, uint Flags, ulong Address, ulong Length)
{
    /// <summary>Bytes of the body.</summary>
    internal const int Size = 24;

    /// <summary>Everything goes away; address and length are 0.</summary>
    internal const uint All = 2;

    /// <summary>Reads a body.</summary>
    internal static DmaUnmapBody Decode(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]));

    /// <summary>Writes the body.</summary>
    internal void Encode(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, ArgSize);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], Address);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], Length);
    }
}
