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

/// <summary>What is judged of the registers, which all vCPUs share.</summary>
public sealed class DisturbedStepsTests
{
    private const int Page = Histories.Page;
    private const uint FirstNumber = 0x8000_0000;
    private static readonly VcpuStep Ready = VcpuStep.Command(TransportCommand.Ready);
    private static readonly VcpuStep VmReset = new(VcpuAction.VmReset);
    private static readonly Observation Error = Answer(TransportCommand.Error);

    [Fact]
    [Trait("Requirement", "PVMC-DEV-001")]
    public void An_answer_is_judged_that_no_other_access_can_have_changed()
    {
        AssertFindsAlone(TransportRequirements.ResetIsAcknowledged,
            Dropped().Answered(0, 0, 1, 2, History.InfoReply).With(1, 0, 5, 6, Error));
        AssertFindsAlone(TransportRequirements.ResetIsAcknowledged,
            Dropped().Unanswered(0, 0, 9, 10).With(1, 0, 5, 6, Error));
        AssertFindsAlone(TransportRequirements.ResetIsAcknowledged,
            new History([History.Info], [VcpuStep.Pause(9)], [Reset])
                .With(0, 0, 1, 9, new Observation(ObservationKind.Nothing)).With(1, 0, 5, 6, Error));
    }

    [Fact]
    public void An_answer_is_free_that_another_access_may_have_changed_before_it_was_read()
    {
        Assert.Null(Dropped().Answered(0, 0, 5, 8, History.InfoReply).With(1, 0, 6, 7, Error).Judged());
        Assert.Null(Dropped().Answered(0, 0, 5, 7, History.InfoReply).With(1, 0, 6, 8, Error).Judged());
        Assert.Null(Dropped().Unanswered(0, 0, 7, 8).With(1, 0, 5, 6, Error).SeenAt(1, 0, 9).Judged());
    }

    [Theory]
    [InlineData(VmaFlags.Read)]
    [InlineData(VmaFlags.ReadWrite)]
    public void A_RESET_whose_answer_is_unknown_may_make_pages_accessible_again_or_not(VmaFlags left) => Assert.Null(
        new History([Protect(FunctionCode.MProtectR), History.Info], [VcpuStep.Send(0), Reset], [VcpuStep.Send(1)])
            .Answered(0, 0, 1, 2, default).With(0, 1, 5, 9, Ack).Answered(1, 0, 6, 7, History.InfoReply)
            .Flags(Page, left).Judged());

    [Fact]
    public void What_the_response_register_reads_after_ERROR_is_free() => Assert.Null(
        new History([History.Info], [new VcpuStep(VcpuAction.Register)])
            .With(0, 0, 1, 2, Error with { B = 0x1234_5678 }).Judged());

    [Fact]
    public void A_number_that_REGISTER_gives_is_the_command_of_the_new_channel() =>
        Assert.Null(Handshake().Answered(0, 3, 7, 8, History.InfoReply).Judged());

    [Fact]
    [Trait("Requirement", "PVMC-DEV-022")]
    public void The_new_channel_is_judged_like_any_other() =>
        AssertFindsAlone(RequestRequirements.InfoIsTrue, Handshake().Answered(0, 3, 7, 8, Garbage));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-004")]
    public void Two_channels_must_not_have_one_number()
    {
        var history = new History([History.Info, History.Info], [Reset, Register(0), Register(1)])
            .With(0, 0, 1, 2, Ack).With(0, 1, 3, 4, Ack with { B = FirstNumber })
            .With(0, 2, 5, 6, Ack with { B = FirstNumber });
        AssertFindsAlone(TransportRequirements.ChannelCommandIsUnique, history);

        // A second REGISTER may also be refused here, which fits the answer less well.
        Assert.Equal(TransportRequirements.ChannelCommandIsUnique,
            (history.Recording with { MaxChannels = 1 }).Judge(new Coverage())?.Alone);
    }

    [Fact]
    public void After_a_REGISTER_that_another_access_disturbs_nothing_is_judged() => Assert.Null(
        new History([History.Info, History.Info], [Reset, Register(0), VcpuStep.Send(0)], [Register(1)])
            .With(0, 0, 1, 2, Ack).With(0, 1, 4, 7, Ack with { B = FirstNumber })
            .With(1, 0, 5, 6, Ack with { B = FirstNumber + 1 }).Answered(0, 2, 8, 9, Garbage).Judged());

    [Fact]
    public void A_VM_reset_that_the_target_does_not_offer_drops_nothing() =>
        Assert.Null(AfterVmReset(LifecycleAnswer.NotOffered).Answered(0, 1, 3, 4, History.InfoReply).Judged());

    [Fact]
    [Trait("Requirement", "PVMC-DEV-002")]
    public void A_VM_reset_drops_the_channels()
    {
        AssertFindsAlone(TransportRequirements.DroppedChannelsAreDead,
            AfterVmReset(LifecycleAnswer.Done).Answered(0, 1, 3, 4, History.InfoReply));
        Assert.Null(AfterVmReset(LifecycleAnswer.Done).Unanswered(0, 1, 3, 4).Judged());
    }

    [Theory]
    [InlineData(TransportCommand.Ack)]
    [InlineData(TransportCommand.Error)]
    public void Whether_REGISTER_needs_a_RESET_after_a_VM_reset_is_open(TransportCommand answer) => Assert.Null(
        new History([History.Info], [VmReset, Register(0)]).With(0, 0, 1, 2, Lifecycle(LifecycleAnswer.Done))
            .With(0, 1, 3, 4, Answer(answer) with { B = answer == TransportCommand.Ack ? FirstNumber : 0 }).Judged());

    private static History Handshake() =>
        new History([History.Info], [Reset, Register(0), Ready, VcpuStep.Send(0)])
            .With(0, 0, 1, 2, Ack).With(0, 1, 3, 4, Ack with { B = FirstNumber }).With(0, 2, 5, 6, Ack);

    private static History AfterVmReset(ulong answer) =>
        new History([History.Info], [VmReset, VcpuStep.Send(0)]).With(0, 0, 1, 2, Lifecycle(answer));

    private static Observation Answer(TransportCommand command) => new(ObservationKind.Registers, (ulong)command);

    private static Observation Lifecycle(ulong answer) => new(ObservationKind.Value, answer);

    private static VcpuStep Register(int slot) => new(VcpuAction.Register, slot);
}
