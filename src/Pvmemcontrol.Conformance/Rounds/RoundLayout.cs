// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>The guest RAM of rounds, and where things are in it.</summary>
internal static class RoundLayout
{
    /// <summary>Pages that hold nothing but buffers.</summary>
    internal const int BufferPages = 2;

    /// <summary>The first of the pages that the guest filled, private ones.</summary>
    internal const int FirstPage = BufferPages;

    /// <summary>The first of the filled pages of shared memory.</summary>
    internal const int FirstSharedPage = 20;

    /// <summary>How many pages are compared in the end; behind them is the memory for slow requests.</summary>
    internal const int ComparedPages = 28;

    /// <summary>Pages of which a request takes so long that others can come in between.</summary>
    internal const int SlowPages = 1024;

    /// <summary>The bit that stands for the last slow page in a set of pages.</summary>
    internal const int SlowBit = 63;

    /// <summary>The tag of what the guest fills pages with before a round.</summary>
    internal const byte FillTag = 1;

    /// <summary>The tag of what it fills them with when it uses them for something else.</summary>
    internal const byte ReuseTag = 2;

    /// <summary>What it then fills buffers with.</summary>
    internal const byte ReusedByte = 0xA5;

    private const ulong BufferStride = 0x140;

    /// <summary>Private anonymous memory, shared memory, and private anonymous memory for slow requests.</summary>
    internal static readonly GuestLayout Layout = new(
        new Region(0x1_0000_0000, FirstSharedPage, Backing.PrivateAnonymous),
        new Region(0x1_0010_0000, ComparedPages - FirstSharedPage, Backing.SharedMemory),
        new Region(0x2_0000_0000, SlowPages, Backing.PrivateAnonymous));

    /// <summary>Guest physical address of a slot's buffer.</summary>
    internal static ulong BufferOf(int slot) => Layout.Regions[0].Start + 0x40 + ((ulong)slot * BufferStride);

    /// <summary>Guest physical address of a page.</summary>
    internal static ulong AddressOf(int page) => Layout.AddressOfPage(page);

    /// <summary>Guest physical address of the last slow page.</summary>
    internal static ulong LastSlowPage => Layout.AddressOfPage(ComparedPages + SlowPages - 1);

    /// <summary>A discard of the last so many slow pages.</summary>
    internal static Request SlowRequest(int pages) => new(FunctionCode.DontNeed,
        Layout.AddressOfPage(ComparedPages + SlowPages - pages), (ulong)pages << PageGeometry.Shift, 1);

    /// <summary>True when a request reaches the memory for slow ones.</summary>
    internal static bool IsSlow(in Request request) =>
        request.Function == FunctionCode.DontNeed && Layout.Regions[2].Contains(request.Address);

    /// <summary>What is in a compared page when a round begins.</summary>
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
