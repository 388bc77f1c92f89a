// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>
/// Guest RAM that is large enough for requests whose addresses, offsets and lengths need more than 31, 32 or 44 bits.
/// It is sparse: only some pages are filled and compared.
/// </summary>
internal sealed class LargeMemory
{
    /// <summary>Bytes that the host should have available: a device may populate all of guest RAM.</summary>
    internal const long Needed = 6L << 30;

    /// <summary>The region of the buffer.</summary>
    internal const int Buffers = 0;

    /// <summary>8 MiB of private anonymous memory; an address of another region that is cut short lands here.</summary>
    internal const int Near = 1;

    /// <summary>8 MiB of shared memory.</summary>
    internal const int Shared = 2;

    /// <summary>More than 4 GiB of private anonymous memory.</summary>
    internal const int Vast = 3;

    /// <summary>8 MiB of private anonymous memory at a high guest physical address.</summary>
    internal const int Far = 4;

    /// <summary>In each word of a page of the guest's, beside the page's address.</summary>
    private const ulong Mark = 0xF11;

    private const int Pages8M = 8 << (20 - PageGeometry.Shift);

    /// <summary>The regions.</summary>
    internal static readonly GuestLayout Layout = new(
        new Region(0x10_0000, 1, Backing.PrivateAnonymous),
        new Region(0x40_0000, Pages8M, Backing.PrivateAnonymous),
        new Region(0x100_0000, Pages8M, Backing.SharedMemory),
        new Region(0x1_0000_0000, (1 << 20) + (64 << (20 - PageGeometry.Shift)), Backing.PrivateAnonymous),
        new Region(0x1000_0040_0000, Pages8M, Backing.PrivateAnonymous));

    /// <summary>To how many low bits a device may cut an address, an offset or a length.</summary>
    private static readonly ImmutableArray<int> Cuts = [31, 32, 44];

    private readonly GuestMemory _memory;
    private readonly ulong[] _page = new ulong[PageGeometry.Size / sizeof(ulong)];
    private readonly ulong[] _filled;

    /// <summary>Fills the pages that are to be compared.</summary>
    internal LargeMemory(GuestMemory memory)
    {
        _memory = memory;
        _filled = [.. PagesToFill()];
        foreach (var page in _filled)
        {
            Fill(page);
        }
    }

    /// <summary>Guest physical address of the first filled page that has another content than it may have, or null.
    /// </summary>
    internal (ulong Page, LargeContent Content)? FindChanged(Func<ulong, LargeContent, bool> isAllowed)
    {
        foreach (var page in _filled)
        {
            _memory.Read(page, MemoryMarshal.AsBytes(_page.AsSpan()));
            var content = !_page.AsSpan().ContainsAnyExcept(page | Mark) ? LargeContent.Fill
                : !_page.AsSpan().ContainsAnyExcept(0UL) ? LargeContent.Zeros
                : LargeContent.Other;
            if (!isAllowed(page, content))
            {
                return (page, content);
            }
        }

        return null;
    }

    /// <summary>Fills the pages of a range again.</summary>
    internal void Refill(in LargeRequest request)
    {
        for (var i = ~Array.BinarySearch(_filled, request.Start - 1); i < _filled.Length; i++)
        {
            if (!request.Contains(_filled[i]))
            {
                return;
            }

            Fill(_filled[i]);
        }
    }

    private void Fill(ulong page)
    {
        _page.AsSpan().Fill(page | Mark);
        _memory.Write(page, MemoryMarshal.AsBytes(_page.AsSpan()));
    }

    /// <summary>The regions of 8 MiB whole; of the vast one, pages in and around each request.</summary>
    private static SortedSet<ulong> PagesToFill()
    {
        SortedSet<ulong> pages = [];
        foreach (var region in new[] { Near, Shared, Far })
        {
            for (var page = 0; page < Layout.Regions[region].Pages; page++)
            {
                pages.Add(Layout.Regions[region].Start + ((ulong)page << PageGeometry.Shift));
            }
        }

        foreach (var request in LargeRequest.All.Where(r => r.Region == Vast))
        {
            pages.UnionWith(PagesFor(request).Where(Layout.Regions[Vast].Contains));
        }

        return pages;
    }

    /// <summary>
    /// Both ends of a range and its middle, the pages at growing distances from its ends, and those where the ends
    /// would be if a device cut them short.
    /// </summary>
    private static IEnumerable<ulong> PagesFor(LargeRequest request)
    {
        var last = request.End - PageGeometry.Size;
        yield return request.Start + ((ulong)(request.Pages / 2) << PageGeometry.Shift);
        foreach (var end in new[] { request.Start, last })
        {
            yield return end;
            for (ulong distance = PageGeometry.Size; distance <= 2 << 20; distance *= 2)
            {
                yield return end - distance;
                yield return end + distance;
            }

            var start = Layout.Regions[request.Region].Start;
            foreach (var mask in Cuts.Select(bits => (1UL << bits) - 1))
            {
                yield return end & mask;
                yield return start + ((end - start) & mask);
                yield return request.Start + ((end - request.Start) & mask);
            }
        }
    }
}
