// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;

namespace Pvmemcontrol.VfioUser.Protocol;

/// <summary>The body of REGION_READ and REGION_WRITE; the data follows it.</summary>
/// <param name="Offset">Bytes from the start of the region.</param>
/// <param name="Region">A <see cref="RegionIndex"/>.</param>
/// <param name="Count">Bytes of data.</param>
internal readonly record struct RegionAccess(ulong Offset, uint Region, uint Count)
{
    /// <summary>Bytes without the data.</summary>
    internal const int Size = 16;

    /// <summary>Reads a body.</summary>
    internal static RegionAccess Decode(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]));

    /// <summary>Writes the body.</summary>
    internal void Encode(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Offset);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], Region);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], Count);
    }
}
