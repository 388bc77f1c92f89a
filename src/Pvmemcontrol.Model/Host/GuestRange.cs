// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Host;

/// <summary>A range of guest physical addresses, placed in a layout.</summary>
/// <param name="Place">Where it lies.</param>
/// <param name="Address">Guest physical address of its first byte.</param>
/// <param name="Length">Bytes.</param>
/// <param name="FirstPage">Index of the page with the first byte; 0 unless the range is guest RAM.</param>
/// <param name="PageCount">How many pages hold a byte of it; 0 unless the range is guest RAM.</param>
public readonly record struct GuestRange(RangePlace Place, ulong Address, ulong Length, int FirstPage, int PageCount)
{
    /// <summary>True when every byte is guest RAM and there is at least one.</summary>
    public bool IsGuestRam => Place is RangePlace.OneRegion or RangePlace.AdjacentRegions;

    /// <summary>True when address and length are multiples of the page.</summary>
    public bool IsAligned => PageGeometry.IsAligned(Address) && PageGeometry.IsAligned(Length);

    /// <summary>Index after the last page.</summary>
    public int EndPage => FirstPage + PageCount;

    /// <summary>True when the two ranges have a page in common.</summary>
    public bool SharesPage(in GuestRange other) =>
        IsGuestRam && other.IsGuestRam && FirstPage < other.EndPage && other.FirstPage < EndPage;
}
