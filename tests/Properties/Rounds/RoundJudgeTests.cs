// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Rounds;

/// <summary>What the judge makes of histories that are written down by hand.</summary>
public sealed class RoundJudgeTests
{
    private const int Page = 5;
    private static readonly VcpuStep Reset = VcpuStep.Command(TransportCommand.Reset);
    private static readonly Request Discard = new(
        FunctionCode.DontNeed, RoundLayout.AddressOf(Page), PageGeometry.Size, 0x17);

    private static readonly Observation Ack = new(ObservationKind.Registers, (ulong)TransportCommand.Ack);

    [Fact]
    public void Replies_that_are_right_by_some_order_are_no_finding() => Assert.Null(TwoRequests()
        .Answered(0, 0, 1, 4, History.InfoReply).Answered(1, 0, 2, 3, default).Zeroed(Page).Judged());

    [Fact]
    [Trait("Requirement", "PVMC-DEV-072")]
    public void A_reply_that_is_anothers_is_right_by_no_order() => AssertFinds(
        ConcurrencyRequirements.SomeOrderExplains,
        TwoRequests().Answered(0, 0, 1, 4, default).Answered(1, 0, 2, 3, History.InfoReply).Zeroed(Page));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-072")]
    public void An_effect_that_a_reply_promises_must_be_there() => AssertFinds(
        ConcurrencyRequirements.SomeOrderExplains,
        TwoRequests().Answered(0, 0, 1, 4, History.InfoReply).Answered(1, 0, 2, 3, default));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void A_page_that_nobody_asked_for_must_not_change() => AssertFinds(
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

    private static History TwoRequests() => new(
        [History.Info, Discard], [VcpuStep.Send(0)], [VcpuStep.Send(1)]);

    private static History Dropped() => new([History.Info], [VcpuStep.Send(0)], [Reset]);

    private static History Shared() => new([Discard], [VcpuStep.Send(0)], [VcpuStep.Send(0)]);

    private static History Reused() => new History(
            [History.Info], [VcpuStep.Send(0)], [Reset, new VcpuStep(VcpuAction.Reuse, 0, 1)])
        .With(1, 0, 2, 3, Ack).With(1, 1, 5, 6, new Observation(ObservationKind.Nothing));

    private static byte[] Pattern()
    {
        var bytes = new byte[Request.Size];
        Array.Fill(bytes, RoundLayout.ReusedByte);
        return bytes;
    }

    private static void AssertFinds(Requirement requirement, History history) =>
        Assert.Equal(requirement, history.Judged()?.Requirement);
}
