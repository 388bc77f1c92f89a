// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Rounds;

/// <summary>What a device may change that reads a request once, and one that reads it twice.</summary>
public sealed class SecondReadTests
{
    private const int Page = Histories.Page;

    [Fact]
    [Trait("Requirement", "PVMC-DEV-070")]
    public void A_rewrite_may_also_clear_bits_of_the_request() => Assert.Null(
        Rewritten(new VcpuStep(VcpuAction.Rewrite, 0, 10, 0x10), Discard(RoundLayout.FirstSharedPage + Page))
            .Zeroed(Page).Judged());

    [Fact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void A_rewrite_of_one_buffer_explains_nothing_about_the_request_in_another() => Assert.Equal(
        RequestRequirements.NothingElseIsWritten,
        Rewritten(new VcpuStep(VcpuAction.Rewrite, 0, 10, 0x10), Discard(Page), Discard(Page + 1))
            .Zeroed(RoundLayout.FirstSharedPage + Page + 1).Judged()?.Requirement);

    [Fact]
    [Trait("Requirement", "PVMC-DEV-070")]
    public void A_second_read_may_reach_the_whole_of_the_first_page_of_a_range() => Assert.Equal(
        ConcurrencyRequirements.RequestIsReadOnce,
        Rewritten(new VcpuStep(VcpuAction.Rewrite, 0, 17, 0x08), Discard(Page, offset: 0x100))
            .Bytes(RoundLayout.AddressOf(Page) + 0x80, 0x5A).Judged()?.Requirement);

    [Fact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void But_no_page_before_or_after_it()
    {
        var rewrite = new VcpuStep(VcpuAction.Rewrite, 0, 17, 0x08);
        Assert.Equal(RequestRequirements.NothingElseIsWritten,
            Rewritten(rewrite, Discard(Page, offset: 0x100)).Zeroed(Page - 1).Judged()?.Requirement);
        Assert.Equal(RequestRequirements.NothingElseIsWritten,
            Rewritten(rewrite, Discard(Page, offset: 0x100)).Zeroed(Page + 2).Judged()?.Requirement);
    }

    private static Request Discard(int page, ulong offset = 0) =>
        new(FunctionCode.DontNeed, RoundLayout.AddressOf(page) + offset, PageGeometry.Size, 0x17);

    private static History Rewritten(VcpuStep rewrite, params Request[] requests) =>
        new History(requests, [new VcpuStep(VcpuAction.Repeat, 0, 9)], [rewrite])
            .Answered(0, 0, 1, 4, default).With(1, 0, 2, 6, new Observation(ObservationKind.Nothing));
}
