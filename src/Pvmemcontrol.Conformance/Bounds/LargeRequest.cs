// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Globalization;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using static Pvmemcontrol.Conformance.Bounds.LargeMemory;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>A request of the guest with much memory.</summary>
/// <param name="Function">A discard, or one that changes the flags of mappings.</param>
/// <param name="Region">The index of the region that holds all of the range.</param>
/// <param name="Offset">Bytes from the region's start.</param>
/// <param name="Pages">Its length.</param>
internal readonly record struct LargeRequest(FunctionCode Function, int Region, ulong Offset, int Pages)
{
    /// <summary>A range longer than this is only for devices that do not write to what they discard.</summary>
    private const int ManyPages = 1 << (30 - PageGeometry.Shift);

    /// <summary>
    /// In this order. What they discard is filled again after each. No range is discarded after its protection changed:
    /// if it were not given back, the guest could not fill it.
    /// </summary>
    internal static readonly ImmutableArray<LargeRequest> All =
    [
        new(FunctionCode.DontNeed, Near, 0x21_5000, 3),
        new(FunctionCode.DontNeed, Near, 0x50_3000, 517),
        new(FunctionCode.Free, Near, 0x31_7000, 2),
        new(FunctionCode.DontNeed, Shared, 0x21_5000, 3),
        new(FunctionCode.Remove, Shared, 0x33_9000, 5),
        new(FunctionCode.DontNeed, Far, 0x25_5000, 3),
        new(FunctionCode.Free, Far, 0x41_7000, 2),
        new(FunctionCode.DontNeed, Vast, 0x8015_3000, 3),
        new(FunctionCode.DontNeed, Vast, 0x1_0018_5000, 3),
        ProbesForWriting,
        new(FunctionCode.DontNeed, Vast, 0x20_5000, (1 << 19) + 3),
        new(FunctionCode.DontNeed, Vast, 0x30_7000, (1 << 20) + 2),
        new(FunctionCode.DontDump, Near, 0x61_1000, 2),
        new(FunctionCode.DontDump, Vast, 0x10_3000, (1 << 20) + 2),
        new(FunctionCode.MProtectR, Near, 0x23_3000, 3),
        new(FunctionCode.MProtectRW, Near, 0x23_3000, 3),
        new(FunctionCode.MProtectR, Far, 0x63_3000, 3),
        new(FunctionCode.MProtectR, Vast, 0x1_0022_1000, 3),
        new(FunctionCode.MProtectR, Vast, 0x11_3000, (1 << 19) + 3),
        new(FunctionCode.MProtectRW, Vast, 0x11_3000, (1 << 20) + 2),
    ];

    /// <summary>After it, it shows whether the device writes to what it discards.</summary>
    internal static LargeRequest ProbesForWriting => new(FunctionCode.DontNeed, Vast, 0x1000_0000, 1 << 14);

    /// <summary>Guest physical address of the first byte.</summary>
    internal ulong Start => LargeMemory.Layout.Regions[Region].Start + Offset;

    /// <summary>Bytes.</summary>
    internal ulong Length => (ulong)Pages << PageGeometry.Shift;

    /// <summary>Guest physical address after the last byte.</summary>
    internal ulong End => Start + Length;

    /// <summary>The backing of the range.</summary>
    internal Backing Backing => LargeMemory.Layout.Regions[Region].Backing;

    /// <summary>True when a device that writes to the range would take up much memory.</summary>
    internal bool IsLong => Pages > ManyPages;

    /// <summary>True for addresses in the range.</summary>
    internal bool Contains(ulong address) => address >= Start && address < End;

    /// <summary>As the guest writes it.</summary>
    internal Request Request => new(Function, Start, Length);

    /// <summary>The function and the range.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{FunctionCodes.Name(Function)} of 0x{Start:x}, 0x{Length:x} bytes ({Pages:N0} pages)");
}
