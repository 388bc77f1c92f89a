// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Guest;

/// <summary>
/// The first word that others who have mapped the file or the memory behind guest RAM do not see as they should, at the
/// end of a scenario: the file as it was, and in shared memory what the guest sees.
/// </summary>
/// <param name="Page">Index of the page in the layout.</param>
/// <param name="Offset">Of the word in the page.</param>
/// <param name="Seen">What they see there, little-endian.</param>
/// <param name="Expected">What they should see.</param>
public readonly record struct OthersView(int Page, int Offset, ulong Seen, ulong Expected)
{
    /// <summary>Compares a page; null where it is the same.</summary>
    internal static OthersView? Compare(int page, ReadOnlySpan<byte> seen, ReadOnlySpan<byte> expected)
    {
        var common = seen.CommonPrefixLength(expected);
        if (common == PageGeometry.Size)
        {
            return null;
        }

        var offset = common & ~(sizeof(ulong) - 1);
        return new OthersView(page, offset, BinaryPrimitives.ReadUInt64LittleEndian(seen[offset..]),
            BinaryPrimitives.ReadUInt64LittleEndian(expected[offset..]));
    }

    /// <summary>Why no run on such guest RAM ends with this, or null.</summary>
    internal string? WhyNot(GuestLayout layout) =>
        Page < 0 || Page >= layout.PageCount || Offset < 0 || Offset >= PageGeometry.Size
            || Offset % sizeof(ulong) != 0 || Seen == Expected
            || layout.BackingOfPage(Page) is not (Backing.PrivateFile or Backing.SharedMemory)
            ? "others do not map such a word, or see it as they should"
            : null;
}
