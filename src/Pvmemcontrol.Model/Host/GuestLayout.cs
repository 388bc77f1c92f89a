// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;

namespace Pvmemcontrol.Model.Host;

/// <summary>
/// The regions of guest RAM in the order of their guest physical addresses. Pages are indexed through all
/// regions from 0, so that pages of adjacent regions have consecutive indexes.
/// </summary>
public sealed class GuestLayout
{
    private readonly ImmutableArray<int> _firstPages;

    /// <summary>A layout of these regions.</summary>
    /// <exception cref="ArgumentException">A region is empty, unaligned, wraps or overlaps its predecessor.</exception>
    public GuestLayout(params ReadOnlySpan<Region> regions)
    {
        var first = ImmutableArray.CreateBuilder<int>(regions.Length);
        foreach (ref readonly var region in regions)
        {
            var pageSize = (ulong)region.Backing.PagesAtOnce() << PageGeometry.Shift;
            if (region.Pages < 1 || region.Start % pageSize != 0 || region.Length % pageSize != 0
                || region.End <= region.Start)
            {
                throw new ArgumentException($"region at 0x{region.Start:x} is empty, unaligned or wraps",
                    nameof(regions));
            }

            if (first.Count > 0 && region.Start < regions[first.Count - 1].End)
            {
                throw new ArgumentException($"region at 0x{region.Start:x} overlaps or is out of order",
                    nameof(regions));
            }

            first.Add(PageCount);
            PageCount += region.Pages;
        }

        Regions = [.. regions];
        _firstPages = first.ToImmutable();
    }

    /// <summary>The regions, ordered by guest physical address.</summary>
    public ImmutableArray<Region> Regions { get; }

    /// <summary>Pages in all regions.</summary>
    public int PageCount { get; }

    /// <summary>Bytes in the largest page behind any region.</summary>
    public ulong LargestPage =>
        (ulong)Regions.Select(r => r.Backing.PagesAtOnce()).DefaultIfEmpty(1).Max() << PageGeometry.Shift;

    /// <summary>The index of a region's first page.</summary>
    public int FirstPage(int region) => _firstPages[region];

    /// <summary>The index of the region that the page belongs to.</summary>
    public int RegionOfPage(int page)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(page);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(page, PageCount);
        var region = Regions.Length - 1;
        while (_firstPages[region] > page)
        {
            region--;
        }

        return region;
    }

    /// <summary>The backing of a page.</summary>
    public Backing BackingOfPage(int page) => Regions[RegionOfPage(page)].Backing;

    /// <summary>True when the kernel's page that holds this one lies in the range as a whole.</summary>
    public bool IsWholeIn(in GuestRange range, int page)
    {
        var region = RegionOfPage(page);
        var atOnce = Regions[region].Backing.PagesAtOnce();
        var first = page - ((page - _firstPages[region]) % atOnce);
        return first >= range.FirstPage && first + atOnce <= range.EndPage;
    }

    /// <summary>The range, a part of guest RAM, rounded outwards to the pages that the kernel has there.</summary>
    public GuestRange Outwards(in GuestRange range)
    {
        var (first, last) = (range.FirstPage, range.EndPage - 1);
        var (firstRegion, lastRegion) = (RegionOfPage(first), RegionOfPage(last));
        first -= (first - _firstPages[firstRegion]) % Regions[firstRegion].Backing.PagesAtOnce();
        var atOnce = Regions[lastRegion].Backing.PagesAtOnce();
        last += atOnce - 1 - ((last - _firstPages[lastRegion]) % atOnce);
        return range with { FirstPage = first, PageCount = last - first + 1 };
    }

    /// <summary>Guest physical address of a page's first byte.</summary>
    public ulong AddressOfPage(int page)
    {
        var region = RegionOfPage(page);
        return Regions[region].Start + ((ulong)(page - _firstPages[region]) << PageGeometry.Shift);
    }

    /// <summary>The region that holds the address, or -1.</summary>
    public int RegionAt(ulong address)
    {
        for (var i = 0; i < Regions.Length; i++)
        {
            if (Regions[i].Contains(address))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Places a range of guest physical addresses.</summary>
    public GuestRange Place(ulong address, ulong length)
    {
        if (length == 0)
        {
            return new GuestRange(RangePlace.Empty, address, 0, 0, 0);
        }

        var last = address + (length - 1);
        var start = RegionAt(address);
        if (last < address || start < 0)
        {
            return new GuestRange(RangePlace.Outside, address, length, 0, 0);
        }

        var end = start;
        while (!Regions[end].Contains(last))
        {
            if (end + 1 == Regions.Length || Regions[end + 1].Start != Regions[end].End)
            {
                return new GuestRange(RangePlace.Outside, address, length, 0, 0);
            }

            end++;
        }

        var firstPage = PageAt(start, address);
        return new GuestRange(start == end ? RangePlace.OneRegion : RangePlace.AdjacentRegions,
            address, length, firstPage, PageAt(end, last) - firstPage + 1);
    }

    private int PageAt(int region, ulong address) =>
        _firstPages[region] + (int)((address - Regions[region].Start) >> PageGeometry.Shift);
}
