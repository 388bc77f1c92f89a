// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// A request of which one byte changes while the device reads it. A device that reads once sees one of two requests,
/// never a mixture: only one byte differs. One that checks the one request and performs the other does what neither
/// allows.
/// </summary>
/// <param name="Request">The one.</param>
/// <param name="Offset">Of the byte in the buffer.</param>
/// <param name="Flips">The bits of the byte that differ in the other.</param>
internal readonly record struct RewrittenRequest(Request Request, int Offset, byte Flips)
{
    private const int OffsetOfCode = 0;
    private const int OffsetOfAddress = 8;
    private const int OffsetOfLength = 16;
    private const int OffsetOfArg = 24;

    /// <summary>The bits of byte 2 of an address that lead out of guest RAM, and not far.</summary>
    private static readonly byte[] OutOfRam = [0x02, 0x04, 0x08];

    /// <summary>The bit of byte 2 of an address that leads from the one region to the other.</summary>
    private const byte OtherRegion = 0x10;

    /// <summary>Functions of which a VMM keeps a record for each page, or that leave something to see.</summary>
    private static readonly FunctionCode[] Functions =
    [
        FunctionCode.DontNeed, FunctionCode.MProtectRW, FunctionCode.MProtectR, FunctionCode.MProtectNone,
        FunctionCode.MLock, FunctionCode.MUnlock, FunctionCode.DontDump, FunctionCode.SetVmaAnonName,
        FunctionCode.Mergeable, FunctionCode.Unmergeable,
    ];

    /// <summary>Draws one. Every field changes in some of them.</summary>
    internal static RewrittenRequest Draw(SeededDraw draw) => draw.Below(16) switch
    {
        < 2 => OddLength(draw),
        < 4 => LongLength(draw),
        < 8 => NearAddress(draw),
        < 10 => FarAddress(draw),
        < 11 => OddAddress(draw),
        < 12 => OutsideIfNotInfo(draw),
        < 15 => Code(draw),
        _ => Arg(draw),
    };

    /// <summary>With one of the lengths, the next page is out of range.</summary>
    private static RewrittenRequest OddLength(SeededDraw draw) =>
        new(Discard(draw), OffsetOfLength, Bit(draw, 3));

    /// <summary>Nothing, some pages, or more than there are.</summary>
    private static RewrittenRequest LongLength(SeededDraw draw)
    {
        var at = 1 + draw.Below(7);
        return new(Discard(draw), OffsetOfLength + at, at == 1 ? (byte)(0x10 << draw.Below(4)) : Bit(draw, 8));
    }

    /// <summary>
    /// Two pages that the guest may discard, in different regions; or one, and the VMM's memory beside its region.
    /// </summary>
    private static RewrittenRequest NearAddress(SeededDraw draw) => draw.Below(2) == 0
        ? new(Discard(draw) with { Address = RoundLayout.AddressOf(RoundLayout.FirstPage + 1 + draw.Below(5)) },
            OffsetOfAddress + 2, OtherRegion)
        : new(Discard(draw), OffsetOfAddress + 2, OutOfRam[draw.Below(OutOfRam.Length)]);

    private static RewrittenRequest FarAddress(SeededDraw draw) => new(
        Discard(draw) with { FunctionCode = (ulong)Functions[draw.Below(Functions.Length)] },
        OffsetOfAddress + 5 + draw.Below(3), Bit(draw, 8));

    private static RewrittenRequest OddAddress(SeededDraw draw) =>
        new(Discard(draw), OffsetOfAddress, Bit(draw, 8));

    /// <summary>The range of INFO need not be guest RAM: INFO and DONTNEED differ in one bit.</summary>
    private static RewrittenRequest OutsideIfNotInfo(SeededDraw draw)
    {
        var discard = Discard(draw);
        var outside = (ulong)OutOfRam[draw.Below(OutOfRam.Length)] << 16;
        return new(discard with { Address = discard.Address ^ outside }, OffsetOfCode, 1);
    }

    /// <summary>A known function and an unknown one; or two whose misaligned ranges are treated differently.</summary>
    private static RewrittenRequest Code(SeededDraw draw)
    {
        var request = Discard(draw) with { FunctionCode = (ulong)Functions[draw.Below(Functions.Length)] };
        return draw.Below(6) switch
        {
            0 => new(Discard(draw) with { Length = 100 }, OffsetOfCode,
                (byte)FunctionCode.DontNeed ^ (byte)FunctionCode.MProtectNone),
            1 => new(request, OffsetOfCode, (byte)(0x10 << draw.Below(4))),
            _ => new(request, OffsetOfCode + 2 + draw.Below(6), Bit(draw, 8)),
        };
    }

    private static RewrittenRequest Arg(SeededDraw draw) => new(
        Discard(draw) with { FunctionCode = (ulong)Functions[draw.Below(Functions.Length)] },
        OffsetOfArg + draw.Below(8), Bit(draw, 8));

    private static Request Discard(SeededDraw draw) => RoundRequests.OnePage(draw);

    private static byte Bit(SeededDraw draw, int bits) => (byte)(1 << draw.Below(bits));
}
