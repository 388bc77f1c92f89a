// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Host;
using Xunit;

namespace Pvmemcontrol.Properties.Specification;

/// <summary>Where ranges lie in guest RAM: two regions side by side, a hole, and a third.</summary>
public sealed class GuestLayoutTests
{
    private const ulong Start = 0x10_0000;
    private const ulong Page = PageGeometry.Size;

    private static readonly GuestLayout Layout = new(
        new Region(Start, 4, Backing.PrivateAnonymous),
        new Region(Start + (4 * Page), 2, Backing.SharedMemory),
        new Region(Start + (8 * Page), 3, Backing.PrivateFile));

    [Theory]
    [Trait("Requirement", "PVMC-DEV-026")]
    [InlineData(0UL, 1UL, RangePlace.OneRegion, 0, 1)]
    [InlineData(0UL, 4 * Page, RangePlace.OneRegion, 0, 4)]
    [InlineData(Page - 1, 1UL, RangePlace.OneRegion, 0, 1)]
    [InlineData(Page - 1, 2UL, RangePlace.OneRegion, 0, 2)]
    [InlineData(3 * Page, Page + 1, RangePlace.AdjacentRegions, 3, 2)]
    [InlineData(0UL, 6 * Page, RangePlace.AdjacentRegions, 0, 6)]
    [InlineData(0UL, (6 * Page) + 1, RangePlace.Outside, 0, 0)]
    [InlineData(6 * Page, 1UL, RangePlace.Outside, 0, 0)]
    [InlineData(5 * Page, 4 * Page, RangePlace.Outside, 0, 0)]
    [InlineData(8 * Page, 3 * Page, RangePlace.OneRegion, 6, 3)]
    [InlineData(10 * Page, Page, RangePlace.OneRegion, 8, 1)]
    [InlineData(10 * Page, Page + 1, RangePlace.Outside, 0, 0)]
    [InlineData(11 * Page, 1UL, RangePlace.Outside, 0, 0)]
    [InlineData(0UL, 0UL, RangePlace.Empty, 0, 0)]
    [InlineData(7 * Page, 0UL, RangePlace.Empty, 0, 0)]
    [InlineData(0UL, ulong.MaxValue, RangePlace.Outside, 0, 0)]
    [InlineData(0UL, ulong.MaxValue - Start + 1, RangePlace.Outside, 0, 0)]
    [InlineData(0UL, ulong.MaxValue - Start + 1 + Page, RangePlace.Outside, 0, 0)]
    public void A_range_lies_in_guest_RAM_or_not(ulong offset, ulong length, RangePlace place, int first, int count) =>
        Assert.Equal(new GuestRange(place, Start + offset, length, first, count),
            Layout.Place(Start + offset, length));

    [Fact]
    public void A_range_before_guest_RAM_is_outside() =>
        Assert.Equal(RangePlace.Outside, Layout.Place(Start - 1, 2).Place);

    [Fact]
    public void Pages_are_counted_through_all_regions()
    {
        Assert.Equal(9, Layout.PageCount);
        Assert.Equal([0, 4, 6], Enumerable.Range(0, 3).Select(Layout.FirstPage));
        Assert.Equal([0, 0, 0, 0, 1, 1, 2, 2, 2], Enumerable.Range(0, 9).Select(Layout.RegionOfPage));
        Assert.Equal(Start, Layout.AddressOfPage(0));
        Assert.Equal(Start + (4 * Page), Layout.AddressOfPage(4));
        Assert.Equal(Start + (10 * Page), Layout.AddressOfPage(8));
        Assert.Equal(Backing.PrivateAnonymous, Layout.BackingOfPage(3));
        Assert.Equal(Backing.SharedMemory, Layout.BackingOfPage(4));
        Assert.Equal(Backing.PrivateFile, Layout.BackingOfPage(6));
    }

    [Theory]
    [InlineData(Start, 0, Backing.PrivateAnonymous)]
    [InlineData(Start + 1, 1, Backing.PrivateAnonymous)]
    [InlineData(Start + Page, 512, Backing.HugePrivate)]
    [InlineData((ulong)Backings.HugePageSize, 511, Backing.HugeShared)]
    [InlineData(ulong.MaxValue - Page + 1, 1, Backing.SharedMemory)]
    public void A_region_is_of_whole_pages_and_does_not_wrap(ulong start, int pages, Backing backing) =>
        Assert.Throws<ArgumentException>(() => new GuestLayout(new Region(start, pages, backing)));

    [Theory]
    [InlineData(0UL)]
    [InlineData(Page)]
    public void Regions_do_not_overlap_and_are_in_order(ulong second) => Assert.Throws<ArgumentException>(() =>
        new GuestLayout(new Region(Start, 2, Backing.SharedMemory),
            new Region(Start + second, 1, Backing.SharedMemory)));

    [Theory]
    [InlineData(0UL, 4UL, 0UL, 4UL, true)]
    [InlineData(0UL, 2UL, 2UL, 2UL, false)]
    [InlineData(2UL, 2UL, 0UL, 2UL, false)]
    [InlineData(0UL, 3UL, 2UL, 2UL, true)]
    [InlineData(2UL, 2UL, 0UL, 3UL, true)]
    public void Two_ranges_share_a_page_or_not(ulong one, ulong ones, ulong other, ulong others, bool shared) =>
        Assert.Equal(shared, Layout.Place(Start + (one * Page), ones * Page)
            .SharesPage(Layout.Place(Start + (other * Page), others * Page)));

    [Fact]
    public void What_is_not_guest_RAM_shares_no_page() => Assert.False(
        Layout.Place(Start, 1).SharesPage(Layout.Place(0, 1)) || Layout.Place(0, 1).SharesPage(Layout.Place(Start, 1)));

    [Fact]
    public void A_range_is_aligned_when_address_and_length_are() => Assert.Equal([true, false, false],
        new[] { (0UL, Page), (1UL, Page), (0UL, 1UL) }
            .Select(r => Layout.Place(Start + r.Item1, r.Item2).IsAligned));

    [Fact]
    public void The_largest_page_is_that_of_the_largest_backing()
    {
        Assert.Equal(Page, Layout.LargestPage);
        Assert.Equal((ulong)Backings.HugePageSize, new GuestLayout(
            new Region(Start, 1, Backing.SharedMemory),
            new Region(Backings.HugePageSize, 512, Backing.HugePrivate)).LargestPage);
    }

    [Fact]
    public void A_huge_page_is_whole_in_a_range_that_holds_all_of_it()
    {
        var huge = new GuestLayout(new Region(Backings.HugePageSize, 2 * Backings.PagesInHugePage, Backing.HugeShared));
        var range = huge.Place(Backings.HugePageSize + Page, (2 * Backings.HugePageSize) - Page);
        Assert.False(huge.IsWholeIn(range, 1));
        Assert.False(huge.IsWholeIn(range, Backings.PagesInHugePage - 1));
        Assert.True(huge.IsWholeIn(range, Backings.PagesInHugePage));
        Assert.True(huge.IsWholeIn(range, (2 * Backings.PagesInHugePage) - 1));
        var shorter = huge.Place(Backings.HugePageSize, (2 * Backings.HugePageSize) - Page);
        Assert.True(huge.IsWholeIn(shorter, 0));
        Assert.False(huge.IsWholeIn(shorter, Backings.PagesInHugePage));
        Assert.Equal(huge.Place(Backings.HugePageSize, 2 * Backings.HugePageSize) with
        {
            Address = range.Address,
            Length = range.Length,
        }, huge.Outwards(range) with { Address = range.Address, Length = range.Length });
    }
}
