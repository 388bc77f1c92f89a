// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;
using static Pvmemcontrol.Properties.Rounds.Histories;

namespace Pvmemcontrol.Properties.Rounds;

/// <summary>Verdicts on rounds in which two vCPUs write the same command.</summary>
public sealed class SharedChannelTests
{
    private const int Page = Histories.Page;

    [Fact]
    public void Each_command_is_counted_and_the_memory_once()
    {
        var coverage = new Coverage();
        Assert.Null(Shared(On(FunctionCode.DontNeed)).Zeroed(Page).Judged(coverage));
        Assert.Equal(2, coverage.Exercised(RequestRequirements.EveryRequestIsAnswered));
        Assert.Equal(1, coverage.Exercised(RequestRequirements.NothingElseIsWritten));
        Assert.Equal(0, coverage.Exercised(ConcurrencyRequirements.RequestIsReadOnce));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-020")]
    public void A_command_without_an_answer_is_named_with_its_step_and_before_what_memory_shows()
    {
        var finding = Shared(On(FunctionCode.DontNeed)).Unanswered(1, 0, 2, 3).Zeroed(Page + 1).Judged();
        Assert.Equal(RequestRequirements.EveryRequestIsAnswered, finding?.Requirement);
        Assert.Equal((1, 0), (finding?.Culprit?.Vcpu, finding?.Culprit?.Index));
    }

    [Fact]
    public void Where_channels_are_dropped_too_a_command_may_be_left_unanswered() => Assert.Null(
        new History([On(FunctionCode.DontNeed)], [VcpuStep.Send(0)], [VcpuStep.Send(0)], [Reset])
            .Answered(0, 0, 1, 6, default).Unanswered(1, 0, 2, 3).With(2, 0, 4, 5, Ack).Judged());

    [Fact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void The_byte_after_a_buffer_the_next_buffer_and_the_byte_after_the_range_must_not_change()
    {
        AssertFinds(RequestRequirements.NothingElseIsWritten,
            Shared(On(FunctionCode.DontNeed)).Bytes(RoundLayout.BufferOf(0) + Request.Size, 0x5A));
        AssertFinds(RequestRequirements.NothingElseIsWritten,
            Shared(On(FunctionCode.DontNeed)).Bytes(RoundLayout.BufferOf(1), 0x5A));
        AssertFinds(RequestRequirements.NothingElseIsWritten,
            Shared(On(FunctionCode.DontNeed)).Bytes(RoundLayout.AddressOf(Page + 1), 0x5A));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void Only_a_discard_may_change_the_bytes_of_its_range() => AssertFinds(
        RequestRequirements.NothingElseIsWritten, Shared(On(FunctionCode.MLock)).Zeroed(Page));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-045")]
    public void A_page_that_no_request_protects_or_discards_must_stay_accessible()
    {
        AssertFinds(EffectRequirements.OtherProtectionsStay, Protected().Flags(Page - 1, VmaFlags.Read));
        AssertFinds(EffectRequirements.OtherProtectionsStay, Protected().Flags(Page + 1, VmaFlags.Read));
        AssertFinds(EffectRequirements.OtherProtectionsStay,
            Shared(On(FunctionCode.MLock)).Flags(Page, VmaFlags.Write));
    }

    [Fact]
    public void A_page_that_one_of_the_requests_protects_may_be_protected() =>
        Assert.Null(Protected().Flags(Page, VmaFlags.Read).Judged());

    [Fact]
    public void So_may_a_page_that_is_discarded_because_a_reply_may_be_read_as_a_request() =>
        Assert.Null(Shared(On(FunctionCode.DontNeed)).Flags(Page, VmaFlags.None).Judged());

    [Fact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void A_changed_byte_is_named_before_a_changed_protection() => AssertFinds(
        RequestRequirements.NothingElseIsWritten, Protected().Zeroed(Page + 2).Flags(Page + 1, VmaFlags.Read));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-067")]
    public void No_page_may_become_executable_there_either() => AssertFinds(
        AttributeRequirements.NothingBecomesExecutable,
        Protected().Flags(Page, VmaFlags.ReadWrite | VmaFlags.Execute));

    [Fact]
    public void What_the_guest_wrote_when_it_reused_a_page_is_no_change_by_the_device() =>
        Assert.Null(SharedAndReused().Judged());

    [Fact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void But_a_page_that_it_did_not_reuse_must_not_change() => AssertFinds(
        RequestRequirements.NothingElseIsWritten, SharedAndReused().Bytes(RoundLayout.AddressOf(Page + 3), 0x5A));

    private static Request On(FunctionCode function, int page = Page) =>
        new(function, RoundLayout.AddressOf(page), PageGeometry.Size, 0x17);

    private static History Shared(params Request[] requests) =>
        new History(requests, [VcpuStep.Send(0)], [VcpuStep.Send(0)])
            .Answered(0, 0, 1, 6, default).Answered(1, 0, 2, 3, default);

    private static History Protected() =>
        Shared(On(FunctionCode.MProtectR), On(FunctionCode.MProtectNone, Page + 3));

    private static History SharedAndReused() => new History([On(FunctionCode.DontNeed)],
            [VcpuStep.Send(0)], [VcpuStep.Send(0)], [Reset, new VcpuStep(VcpuAction.Reuse, 0, 0, 1UL << (Page + 2))])
        .Answered(0, 0, 1, 6, default).Answered(1, 0, 2, 3, default).Zeroed(Page)
        .With(2, 0, 7, 8, Ack).With(2, 1, 9, 10, new Observation(ObservationKind.Nothing)).Reused(Page + 2);
}
