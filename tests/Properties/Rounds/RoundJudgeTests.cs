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

/// <summary>Verdicts on histories written by hand.</summary>
public sealed class RoundJudgeTests
{
    private const int Page = Histories.Page;
    private static readonly Request Discard = new(
        FunctionCode.DontNeed, RoundLayout.AddressOf(Page), PageGeometry.Size, 0x17);

    [Fact]
    public void Replies_that_some_order_explains_are_no_finding() => Assert.Null(TwoRequests()
        .Answered(0, 0, 1, 4, History.InfoReply).Answered(1, 0, 2, 3, default).Zeroed(Page).Judged());

    [Fact]
    [Trait("Requirement", "PVMC-DEV-072")]
    public void No_order_explains_the_reply_to_another_request() => AssertFinds(
        ConcurrencyRequirements.SomeOrderExplains,
        TwoRequests().Answered(0, 0, 1, 4, default).Answered(1, 0, 2, 3, History.InfoReply).Zeroed(Page));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-072")]
    public void An_effect_that_a_reply_promises_must_be_there() => AssertFinds(
        ConcurrencyRequirements.SomeOrderExplains,
        TwoRequests().Answered(0, 0, 1, 4, History.InfoReply).Answered(1, 0, 2, 3, default));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void A_page_that_no_request_names_must_not_change() => AssertFinds(
        RequestRequirements.NothingElseIsWritten,
        TwoRequests().Answered(0, 0, 1, 4, History.InfoReply).Answered(1, 0, 2, 3, default)
            .Zeroed(Page).Zeroed(Page + 1));

    [Fact]
    public void A_request_that_a_drop_overtook_may_be_left_unanswered() => Assert.Null(
        Dropped().Unanswered(0, 0, 1, 4).With(1, 0, 2, 3, Ack).Judged());

    [Fact]
    public void Or_it_may_be_answered() => Assert.Null(
        Dropped().Answered(0, 0, 1, 4, History.InfoReply).With(1, 0, 2, 3, Ack).Judged());

    [Fact]
    [Trait("Requirement", "PVMC-DEV-020")]
    public void A_request_that_returned_before_the_drop_must_be_answered() => AssertFinds(
        RequestRequirements.EveryRequestIsAnswered,
        Dropped().Unanswered(0, 0, 1, 2).With(1, 0, 5, 6, Ack));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-002")]
    public void A_request_that_began_after_the_drop_must_not_be() => AssertFinds(
        TransportRequirements.DroppedChannelsAreDead,
        Dropped().With(1, 0, 1, 2, Ack).Answered(0, 0, 5, 6, History.InfoReply));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-049")]
    public void What_the_guest_wrote_to_an_old_buffer_must_stay_and_that_is_hard_evidence()
    {
        var finding = Reused().Answered(0, 0, 1, 8, History.InfoReply).Judged();
        Assert.Equal(EffectRequirements.DropIsQuiescent, finding?.Requirement);
        Assert.True(finding?.IsHard);
    }

    [Fact]
    public void Where_it_stays_there_is_no_finding() => Assert.Null(
        Reused().Unanswered(0, 0, 1, 8).Buffer(0, Pattern()).Judged());

    [Fact]
    [Trait("Requirement", "PVMC-DEV-020")]
    public void On_a_shared_channel_a_command_must_not_return_before_it_is_answered() => AssertFinds(
        RequestRequirements.EveryRequestIsAnswered,
        Shared().Answered(0, 0, 1, 6, default).Unanswered(1, 0, 2, 3).Zeroed(Page));

    [Fact]
    public void What_the_replies_on_a_shared_channel_are_is_open() => Assert.Null(
        Shared().Answered(0, 0, 1, 6, History.InfoReply).Answered(1, 0, 2, 3, default).Zeroed(Page).Judged());

    [Fact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void But_no_other_page_changes_there_either() => AssertFinds(
        RequestRequirements.NothingElseIsWritten,
        Shared().Answered(0, 0, 1, 6, default).Answered(1, 0, 2, 3, default).Zeroed(Page).Zeroed(Page + 1));

    [Fact]
    public void Where_the_order_is_given_the_contradiction_names_the_two_steps() => Assert.Equal(
    [
        "vCPU 1's RESET comes before vCPU 0's channel 0: INFO, because it returned before that began;",
        "but the observations would fit if vCPU 0's channel 0: INFO came first",
    ], Dropped().With(1, 0, 1, 2, Ack).Answered(0, 0, 5, 6, History.InfoReply).Recording.Contradiction());

    [Fact]
    public void Where_either_order_requires_something_else_the_contradiction_says_both() => Assert.Equal(
    [
        "with vCPU 0's channel 0: MPROTECT_R 0x100005000+4096 before vCPU 1's channel 1: MPROTECT_NONE "
            + "0x100005000+4096 all steps can be explained, but memory would have to be ---;",
        "in the opposite order all steps can be explained, but memory would have to be r--",
    ], TwoProtections().Answered(0, 0, 1, 4, default).Answered(1, 0, 2, 3, default).Recording.Contradiction());

    [Fact]
    public void Where_either_order_requires_the_same_the_contradiction_says_it_once() => Assert.Equal(
    [
        "in either order of vCPU 0's channel 0: INFO and vCPU 1's channel 1: DONTNEED 0x100005000+4096 the longest "
            + "explanation ends at vCPU 0's channel 0: INFO, which would have to see ret_value a power of two of at "
            + "least 4096",
    ], TwoRequests().Answered(0, 0, 1, 4, default).Answered(1, 0, 2, 3, History.InfoReply).Zeroed(Page)
        .Recording.Contradiction());

    [Fact]
    public void Where_the_opposite_order_only_cuts_the_search_short_no_step_is_blamed()
    {
        // Garbage for INFO; a REGISTER that another access disturbs ends what can be said.
        var history = new History([History.Info, History.Info], [VcpuStep.Send(0)],
            [new VcpuStep(VcpuAction.Register, 1), Reset]);
        Assert.DoesNotContain(history.Answered(0, 0, 1, 2, new Reply(0, 0, 3, 1, 0))
            .With(1, 0, 4, 5, Ack).With(1, 1, 8, 9, Ack).Recording.Contradiction(),
            line => line.Contains("would fit", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_an_order_explains_everything_there_is_no_contradiction() => Assert.Empty(TwoRequests()
        .Answered(0, 0, 1, 4, History.InfoReply).Answered(1, 0, 2, 3, default).Zeroed(Page)
        .Recording.Contradiction());

    [Fact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void What_one_explanation_of_a_step_does_not_fit_is_no_contradiction_if_another_fits() => AssertFinds(
        RequestRequirements.NothingElseIsWritten,
        new History([Discard with { Length = 100 }], [VcpuStep.Send(0)]).Answered(0, 0, 1, 2, default).Zeroed(Page));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-045")]
    public void What_a_request_does_to_a_protection_that_it_must_not_change_is_named_by_the_steps_alone() =>
        AssertFindsAlone(EffectRequirements.OtherProtectionsStay, ProtectedThenDiscarded()
            .Answered(0, 0, 1, 2, default).Answered(0, 1, 4, 5, default).Zeroed(Page));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-043")]
    public void A_protection_that_no_other_request_touched_was_never_in_force() => AssertFindsAlone(
        EffectRequirements.ProtectionIsInForce,
        new History([Protect(FunctionCode.MProtectR)], [VcpuStep.Send(0)]).Answered(0, 0, 1, 2, default));

    [Fact]
    public void Where_it_is_in_force_there_is_no_finding() => Assert.Null(ProtectedThenDiscarded()
        .Answered(0, 0, 1, 2, default).Answered(0, 1, 4, 5, default).Zeroed(Page).Flags(Page, VmaFlags.Read).Judged());

    [Fact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void A_reply_to_zeros_means_by_the_steps_alone_that_the_request_was_destroyed() => AssertFindsAlone(
        RequestRequirements.NothingElseIsWritten,
        new History([Discard with { Address = 0x4000_0000 }], [VcpuStep.Send(0)])
            .Answered(0, 0, 1, 2, History.InfoReply));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void A_buffer_of_zeros_is_explained_by_the_pages_beside_it_that_were_given_back() => AssertFinds(
        RequestRequirements.NothingElseIsWritten,
        TwoRequests().Answered(0, 0, 1, 4, default).Answered(1, 0, 2, 3, default).Zeroed(Page).Zeroed(Page + 1));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-070")]
    public void What_either_of_two_requests_allows_is_no_finding() => Assert.Null(
        Rewritten().Zeroed(Page).Zeroed(RoundLayout.FirstSharedPage + Page).Judged());

    [Fact]
    [Trait("Requirement", "PVMC-DEV-070")]
    public void What_only_a_second_read_reaches_is_a_second_read() => AssertFinds(
        ConcurrencyRequirements.RequestIsReadOnce, Halved().Zeroed(Page + 1));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void What_no_number_of_reads_reaches_is_a_change_elsewhere()
    {
        AssertFinds(RequestRequirements.NothingElseIsWritten, Rewritten().Zeroed(Page + 1));
        AssertFinds(RequestRequirements.NothingElseIsWritten, Halved().Zeroed(Page + 1).Zeroed(Page + 2));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void Without_a_rewrite_in_flight_a_second_read_is_not_the_cause() => Assert.Equal(
        RequestRequirements.NothingElseIsWritten, Halved().Zeroed(Page + 1).Judged()?.InTurn);

    [Fact]
    [Trait("Requirement", "PVMC-DEV-070")]
    public void So_is_memory_of_the_VMM_that_changes_and_that_is_hard_evidence()
    {
        var finding = Rewritten().ChangedBeside(0x1_0010_5000).Judged();
        Assert.Equal(ConcurrencyRequirements.RequestIsReadOnce, finding?.Requirement);
        Assert.True(finding?.IsHard);
    }

    [Theory]
    [Trait("Requirement", "PVMC-DEV-070")]
    [InlineData(0, 0)]
    [InlineData(7, 7)]
    public void Only_requests_that_met_a_rewrite_exercise_it(int met, long exercised)
    {
        var coverage = new Coverage();
        _ = Rewritten().With(1, 0, 2, 6, new Observation(ObservationKind.Value, (ulong)met)).Judged(coverage);
        Assert.Equal(exercised, coverage.Exercised(ConcurrencyRequirements.RequestIsReadOnce));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-026")]
    public void Where_nobody_rewrites_the_range_was_not_checked() => AssertFinds(
        RequestRequirements.BadRangeIsRefused, TwoRequests()
            .Answered(0, 0, 1, 4, History.InfoReply).Answered(1, 0, 2, 3, default).ChangedBeside(0x1_0002_0000));

    /// <summary>The address of a discard changes between two pages of different regions.</summary>
    private static History Rewritten() => new History([Discard],
            [new VcpuStep(VcpuAction.Repeat, 0, 9)], [new VcpuStep(VcpuAction.Rewrite, 0, 10, 0x10)])
        .Answered(0, 0, 1, 4, default).With(1, 0, 2, 6, new Observation(ObservationKind.Nothing));

    /// <summary>The length of a discard changes between one page and a page and a half.</summary>
    private static History Halved() => new History([Discard],
            [new VcpuStep(VcpuAction.Repeat, 0, 9)], [new VcpuStep(VcpuAction.Rewrite, 0, 17, 0x08)])
        .Answered(0, 0, 1, 4, default).With(1, 0, 2, 6, new Observation(ObservationKind.Nothing));

    private static History ProtectedThenDiscarded() => new(
        [Protect(FunctionCode.MProtectR), Discard], [VcpuStep.Send(0), VcpuStep.Send(1)]);

    private static History TwoRequests() => new(
        [History.Info, Discard], [VcpuStep.Send(0)], [VcpuStep.Send(1)]);

    private static History Shared() => new([Discard], [VcpuStep.Send(0)], [VcpuStep.Send(0)]);

    private static History Reused() => new History(
            [History.Info], [VcpuStep.Send(0)], [Reset, new VcpuStep(VcpuAction.Reuse, 0, 1)])
        .With(1, 0, 2, 3, Ack).With(1, 1, 5, 6, new Observation(ObservationKind.Nothing));
}
