// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>The interesting values of steps.</summary>
internal static class Values
{
    private static readonly FunctionCode[] OnMemory =
    [
        FunctionCode.DontNeed, FunctionCode.DontNeed, FunctionCode.DontNeed, FunctionCode.Remove, FunctionCode.Remove,
        FunctionCode.Free, FunctionCode.Free, FunctionCode.PageOut, FunctionCode.DontDump, FunctionCode.SetVmaAnonName,
        FunctionCode.MLock, FunctionCode.MUnlock, FunctionCode.MUnlock,
        FunctionCode.MProtectNone, FunctionCode.MProtectNone, FunctionCode.MProtectR, FunctionCode.MProtectW,
        FunctionCode.MProtectRW, FunctionCode.MProtectRW, FunctionCode.MProtectRW,
        FunctionCode.Mergeable, FunctionCode.Unmergeable,
    ];

    private static readonly ulong[] UnknownCodes =
    [
        15, 16, 17, 63, 64, 0xFF, 0xFFFF, 0x1_0000, 0x8000_0000, 0xFFFF_FFFF,
        0x1_0000_0000, 0x1_0000_0001, 0x1_0000_0003, 0x8000_0000_0000_0000, 0x8000_0000_0000_0001, ulong.MaxValue,
    ];

    /// <summary>A function that acts on memory.</summary>
    internal static FunctionCode Function(IDraw draw) => draw.OneOf(OnMemory);

    /// <summary>The index of a page.</summary>
    internal static ushort Page(GuestLayout layout, IDraw draw)
    {
        var page = draw.Below(layout.PageCount);
        var region = layout.RegionOfPage(page);
        var first = layout.FirstPage(region);
        return (ushort)(first + PageIn(layout.Regions[region], draw));
    }

    /// <summary>A code beyond the last function.</summary>
    internal static ulong UnknownCode(IDraw draw) => draw.Below(4) == 0
        ? Math.Max(draw.Bits(), (ulong)FunctionCode.Unmergeable + 1)
        : draw.OneOf(UnknownCodes);

    /// <summary>An argument: the device ignores it, and it distinguishes a request from a reply.</summary>
    internal static ulong Arg(IDraw draw) => draw.Bits() | 1;

    /// <summary>A page aligned range in one region.</summary>
    internal static (ulong Address, ulong Length) GoodRange(GuestLayout layout, IDraw draw)
    {
        var region = draw.OneOf(layout.Regions.AsSpan());
        if (region.Backing.IsHuge() && draw.Below(4) != 0)
        {
            var hugePages = region.Pages / Backings.PagesInHugePage;
            var count = 1 + draw.Below(hugePages);
            var start = draw.Below(hugePages - count + 1);
            return (region.Start + Bytes(start * Backings.PagesInHugePage), Bytes(count * Backings.PagesInHugePage));
        }

        var first = PageIn(region, draw);
        var most = region.Pages - first;
        var pages = 1 + draw.Below(draw.Below(3) == 0 ? most : Math.Min(3, most));
        return (region.Start + Bytes(first), Bytes(pages));
    }

    /// <summary>A range that is not wholly guest RAM, or that wraps.</summary>
    internal static (ulong Address, ulong Length) BadRange(GuestLayout layout, IDraw draw)
    {
        var region = draw.OneOf(layout.Regions.AsSpan());
        var last = layout.Regions[^1];
        var inside = region.Start + Bytes(draw.Below(region.Pages));
        return draw.Below(11) switch
        {
            9 => (inside | (1UL << (33 + draw.Below(31))), Bytes(1)),
            10 => (inside, Bytes(1) + (1UL << (32 + draw.Below(32)))),
            0 => (layout.Regions[0].Start, layout.Regions[1].End - layout.Regions[0].Start),
            1 => (last.End - Bytes(1), Bytes(2)),
            2 => (layout.Regions[0].Start - Bytes(1), Bytes(2)),
            3 => (layout.Regions[0].End, Bytes(1)),
            4 => (inside, 0UL - Bytes(1)),
            5 => (inside, 0UL - inside + Bytes(1)),
            6 => (0UL - Bytes(1), Bytes(2)),
            7 => (0, Bytes(1)),
            _ => (inside, 0x8000_0000_0000_0000UL),
        };
    }

    /// <summary>A range in guest RAM of which an end is not page aligned, or that is empty.</summary>
    internal static (ulong Address, ulong Length) OddRange(GuestLayout layout, IDraw draw)
    {
        var (address, length) = GoodRange(layout, draw);
        return draw.Below(7) switch
        {
            0 => (address, 1),
            1 => (address, length - 1),
            2 => (address + 8, length - 8),
            3 => (address + 1, 1),
            4 => (address, 0),
            5 when length > PageGeometry.Size => (address + 2048, length - PageGeometry.Size),
            _ => (address, length - 2048),
        };
    }

    /// <summary>A page aligned range across two adjacent regions.</summary>
    internal static (ulong Address, ulong Length) SpanningRange(GuestLayout layout, IDraw draw)
    {
        var before = Bytes(1 + draw.Below(3));
        return (Seam(layout) - before, before + Bytes(1 + draw.Below(3)));
    }

    /// <summary>An address for a buffer that a device must register.</summary>
    internal static ulong GoodBuffer(GuestLayout layout, IDraw draw)
    {
        var region = draw.OneOf(layout.Regions.AsSpan());
        var page = region.Start + Bytes(PageIn(region, draw));
        return draw.Below(6) switch
        {
            0 => page + PageGeometry.Size - Request.Size,
            1 when page + PageGeometry.Size < region.End => page + PageGeometry.Size - 8,
            2 => region.End - Request.Size,
            _ => page + (ulong)draw.Below((PageGeometry.Size - Request.Size) / 8) * 8,
        };
    }

    /// <summary>An address for a buffer that a device may or must refuse.</summary>
    internal static ulong HostileBuffer(GuestSketch sketch, IDraw draw)
    {
        var layout = sketch.Layout;
        var region = draw.OneOf(layout.Regions.AsSpan());
        return draw.Below(10) switch
        {
            9 => GoodBuffer(layout, draw) | (1UL << (33 + draw.Below(31))),
            0 => layout.Regions[0].End - 8,
            1 => layout.Regions[0].End,
            2 => layout.Regions[^1].End - 24,
            3 => layout.Regions[0].Start - 8,
            4 => ulong.MaxValue - 15,
            5 => 0,
            6 => region.Start & uint.MaxValue,
            7 => GoodBuffer(layout, draw) + 1 + (ulong)draw.Below(7),
            _ => Seam(layout) - 8 * (1 + (ulong)draw.Below(3)),
        };
    }

    /// <summary>An 8-byte aligned address in guest RAM, often in an interesting page.</summary>
    internal static ulong Word(GuestSketch sketch, IDraw draw)
    {
        var page = sketch.RevokedPage >= 0 && draw.Below(3) == 0
            ? sketch.RevokedPage
            : Page(sketch.Layout, draw);
        return sketch.Layout.AddressOfPage(page) + (ulong)draw.Below(PageGeometry.Size / 8) * 8;
    }

    /// <summary>One of the values.</summary>
    internal static T OneOf<T>(this IDraw draw, ReadOnlySpan<T> values) => values[draw.Below(values.Length)];

    /// <summary>A page of a region; in huge pages mostly at the ends.</summary>
    private static int PageIn(in Region region, IDraw draw)
    {
        var atOnce = region.Backing.PagesAtOnce();
        var offset = draw.Below(4) switch
        {
            0 => draw.Below(atOnce),
            1 => atOnce - 1,
            2 => Math.Min(1, atOnce - 1),
            _ => 0,
        };
        return (draw.Below(region.Pages / atOnce) * atOnce) + offset;
    }

    private static ulong Bytes(int pages) => (ulong)pages << PageGeometry.Shift;

    /// <summary>Where two regions meet.</summary>
    private static ulong Seam(GuestLayout layout)
    {
        for (var i = 1; i < layout.Regions.Length; i++)
        {
            if (layout.Regions[i].Start == layout.Regions[i - 1].End)
            {
                return layout.Regions[i].Start;
            }
        }

        throw new ArgumentException("no two regions are adjacent", nameof(layout));
    }
}
