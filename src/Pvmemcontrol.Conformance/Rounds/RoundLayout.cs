// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>The guest RAM of rounds and its layout.</summary>
internal static class RoundLayout
{
    /// <summary>Pages that hold only buffers.</summary>
    internal const int BufferPages = 2;

    /// <summary>The first of the private pages that the guest fills.</summary>
    internal const int FirstPage = BufferPages;

    /// <summary>The first of the filled pages of shared memory.</summary>
    internal const int FirstSharedPage = 20;

    /// <summary>How many pages are compared at the end; the memory for slow requests follows them.</summary>
    internal const int ComparedPages = 28;

    /// <summary>
    /// Pages of the longest slow request: 64 MiB. It takes longer than a time slice, so that others overlap it on
    /// a busy machine and on one CPU too.
    /// </summary>
    internal const int SlowPages = 16 * UsuallySlowPages;

    /// <summary>Pages of most slow requests at most: preparing them takes longer than the request itself.</summary>
    internal const int UsuallySlowPages = 1024;

    /// <summary>The bit that stands for the last slow page in a set of pages.</summary>
    internal const int SlowBit = 63;

    /// <summary>The tag of the guest's fills before a round.</summary>
    internal const byte FillTag = 1;

    /// <summary>The tag of its fills when it reuses pages.</summary>
    internal const byte ReuseTag = 2;

    /// <summary>The byte that it fills buffers with when it reuses them.</summary>
    internal const byte ReusedByte = 0xA5;

    private const ulong BufferStride = 0x140;

    /// <summary>Private anonymous memory, shared memory, and private anonymous memory for slow requests.</summary>
    internal static readonly GuestLayout Layout = new(
        new Region(0x1_0000_0000, FirstSharedPage, Backing.PrivateAnonymous),
        new Region(0x1_0010_0000, ComparedPages - FirstSharedPage, Backing.SharedMemory),
        new Region(0x2_0000_0000, SlowPages, Backing.PrivateAnonymous));

    /// <summary>Index of the region for slow requests.</summary>
    internal const int SlowRegion = 2;

    /// <summary>Guest physical address of a slot's buffer.</summary>
    internal static ulong BufferOf(int slot) => Layout.Regions[0].Start + 0x40 + ((ulong)slot * BufferStride);

    /// <summary>Guest physical address of a page.</summary>
    internal static ulong AddressOf(int page) => Layout.AddressOfPage(page);

    /// <summary>Guest physical address of the last slow page.</summary>
    internal static ulong LastSlowPage => Layout.AddressOfPage(ComparedPages + SlowPages - 1);

    /// <summary>A discard of the last slow pages.</summary>
    internal static Request SlowRequest(int pages) => new(FunctionCode.DontNeed,
        Layout.AddressOfPage(ComparedPages + SlowPages - pages), (ulong)pages << PageGeometry.Shift, 1);

    /// <summary>True when a request reaches the memory for slow requests.</summary>
    internal static bool IsSlow(in Request request) =>
        request.Function == FunctionCode.DontNeed && Layout.Regions[SlowRegion].Contains(request.Address);

    /// <summary>The contents of a compared page when a round begins.</summary>
    internal static PageImage Initial(Round round, int page)
    {
        if (page >= BufferPages)
        {
            return PageImage.Filled(page, FillTag);
        }

        var bytes = new byte[BufferPages * PageGeometry.Size];
        for (var slot = 0; slot < round.Requests.Length; slot++)
        {
            round.Requests[slot].Encode(bytes.AsSpan((int)(BufferOf(slot) - Layout.Regions[0].Start)));
        }

        return PageImage.Of(bytes.AsSpan(page * PageGeometry.Size, PageGeometry.Size));
    }
}
