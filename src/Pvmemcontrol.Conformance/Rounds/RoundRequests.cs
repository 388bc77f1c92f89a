// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// The requests of vCPUs in rounds. Each vCPU has its own private pages and one of shared memory; all share one page. A
/// request that may overlap others is of one page, because the order of pages within a request is unspecified.
/// </summary>
internal static class RoundRequests
{
    private const int OwnPages = 4;
    private const int CommonPage = RoundLayout.FirstSharedPage - 1;

    private static readonly FunctionCode[] Own =
    [
        FunctionCode.DontNeed, FunctionCode.DontNeed, FunctionCode.DontNeed, FunctionCode.Free, FunctionCode.DontDump,
        FunctionCode.MLock, FunctionCode.MUnlock, FunctionCode.MProtectNone, FunctionCode.MProtectR,
        FunctionCode.MProtectRW,
    ];

    private static readonly FunctionCode[] Common =
    [
        FunctionCode.DontNeed, FunctionCode.MLock, FunctionCode.MUnlock, FunctionCode.MProtectNone,
        FunctionCode.MProtectR, FunctionCode.MProtectRW, FunctionCode.DontDump,
    ];

    /// <summary>INFO with arguments that do not matter; none of them reads as a reply.</summary>
    internal static Request Info(SeededDraw draw) =>
        new(FunctionCode.Info, Nonce(draw), Nonce(draw), Nonce(draw));

    /// <summary>Any request of a vCPU.</summary>
    internal static Request Any(SeededDraw draw, int vcpu) => draw.Below(16) switch
    {
        < 4 => Info(draw),
        < 6 => new Request(15 + (ulong)draw.Below(3), PageOf(OwnPage(draw, vcpu)), PageGeometry.Size, Nonce(draw)),
        < 7 => new Request(FunctionCode.DontNeed, 0x4000_0000, PageGeometry.Size, Nonce(draw)),
        < 8 => new Request(FunctionCode.Remove, PageOf(RoundLayout.FirstSharedPage + vcpu), PageGeometry.Size,
            Nonce(draw)),
        < 9 => new Request(FunctionCode.DontNeed, PageOf(OwnPage(draw, vcpu)), 100, Nonce(draw)),
        < 11 => new Request(Common[draw.Below(Common.Length)], PageOf(CommonPage), PageGeometry.Size, Nonce(draw)),
        _ => OnOwn(draw, vcpu),
    };

    /// <summary>A request in flight when channels are dropped: mostly a slow one.</summary>
    internal static Request ForDrop(SeededDraw draw, int vcpu) => draw.Below(8) switch
    {
        < 4 => Slow(draw),
        < 6 => new Request(FunctionCode.DontNeed, PageOf(OwnPage(draw, vcpu)), PageGeometry.Size, Nonce(draw)),
        _ => Info(draw),
    };

    /// <summary>A discard of many pages.</summary>
    internal static Request Slow(SeededDraw draw) =>
        RoundLayout.SlowRequest(RoundLayout.UsuallySlowPages >> draw.Below(4)) with { Arg = Nonce(draw) };

    /// <summary>A discard of as many pages as there are.</summary>
    internal static Request Slowest(SeededDraw draw) =>
        RoundLayout.SlowRequest(RoundLayout.SlowPages) with { Arg = Nonce(draw) };

    /// <summary>A discard of a page, with a page behind it.</summary>
    internal static Request OnePage(SeededDraw draw) => new(
        FunctionCode.DontNeed, PageOf(OwnPage(draw, draw.Below(3))), PageGeometry.Size, Nonce(draw));

    /// <summary>The set of pages of a discard, as <see cref="VcpuAction.Reuse"/> has it.</summary>
    internal static ulong PagesOf(in Request request) =>
        request.Function != FunctionCode.DontNeed ? 0
        : RoundLayout.IsSlow(request) ? 1UL << RoundLayout.SlowBit
        : 1UL << RoundLayout.Layout.Place(request.Address, request.Length).FirstPage;

    private static Request OnOwn(SeededDraw draw, int vcpu)
    {
        var page = draw.Below(OwnPages);
        var pages = 1 + draw.Below(OwnPages - page);
        return new Request(Own[draw.Below(Own.Length)], PageOf(First(vcpu) + page),
            (ulong)pages << PageGeometry.Shift, Nonce(draw));
    }

    private static int OwnPage(SeededDraw draw, int vcpu) => First(vcpu) + draw.Below(OwnPages);

    private static int First(int vcpu) => RoundLayout.FirstPage + 1 + (vcpu * OwnPages);

    private static ulong PageOf(int page) => RoundLayout.AddressOf(page);

    /// <summary>Odd, so that it is no page size and no field of a good reply.</summary>
    private static ulong Nonce(SeededDraw draw) => draw.Bits() | 0x1000_0001;
}
