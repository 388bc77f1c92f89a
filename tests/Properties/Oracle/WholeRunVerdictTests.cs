// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Oracle;

/// <summary>What is said of a run as a whole: its verdict, what it exercised, its states.</summary>
public sealed class WholeRunVerdictTests
{
    private const int Page = 3;
    private const VmaFlags Locked = VmaFlags.ReadWrite | VmaFlags.Locked;
    private static readonly Request Info = new(FunctionCode.Info, 1, 2, 3);
    private static readonly Observation Done = new(ObservationKind.Value, LifecycleAnswer.Done);
    private static readonly Finding SomeFinding = new(RequestRequirements.InfoIsTrue, 0, "this", "that");

    private static WrittenRun Ready => new WrittenRun().Handshake();

    /// <summary>Nothing can be said about the steps after this one.</summary>
    private static WrittenRun Over => Ready.Does(new Step.Send(0, Info));

    [Fact]
    public void Only_a_judgement_without_any_finding_is_clean()
    {
        Assert.True(new Judgement(null, []).IsClean);
        Assert.False(new Judgement(SomeFinding, []).IsClean);
        Assert.False(new Judgement(null, [SomeFinding]).IsClean);
    }

    [Fact]
    public void A_deviation_is_less_bad_than_a_violation_of_which_the_first_counts()
    {
        var verification = new Verification(0);
        Assert.Equal(0, verification.Badness);
        Assert.True(Fails(verification, RequestRequirements.UnusedReplyFieldsAreZero));
        Assert.True(Fails(verification, RequestRequirements.UnusedReplyFieldsAreZero));
        Assert.Equal(1, verification.Badness);
        Assert.False(Fails(verification, RequestRequirements.ReplyTellsSuccess));
        Assert.False(Fails(verification, RequestRequirements.InfoIsTrue));
        Assert.Equal(RequestRequirements.ReplyTellsSuccess, verification.Violation?.Requirement);
        Assert.True(verification.Badness > 1);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-033")]
    public void What_any_device_must_not_do_is_a_violation_by_the_profile_linux_too()
    {
        var run = Ready.Stores(WrittenRun.Layout.AddressOfPage(Page), 1).Zeroed(Page);
        Assert.Equal(RequestRequirements.NothingElseIsWritten, run.Judged(Profile.Linux).Violation?.Requirement);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-033")]
    public void Pages_that_RESET_makes_accessible_again_are_a_deviation_from_Linux_only()
    {
        WrittenRun Left(VmaFlags flags) =>
            Ready.Asks(FunctionCode.MProtectR, Page).Commands(TransportCommand.Reset).Flags(Page, flags);
        Assert.Empty(Left(VmaFlags.Read).Judged().Findings);
        Assert.Empty(Left(VmaFlags.ReadWrite).Judged().Findings);
        Assert.Empty(Left(VmaFlags.Read).Judged(Profile.Linux).Findings);
        var judgement = Left(VmaFlags.ReadWrite).Judged(Profile.Linux);
        Assert.Null(judgement.Violation);
        Assert.Equal(RequestRequirements.ReplyIsTheCalls, Assert.Single(judgement.Deviations).Requirement);
    }

    [Fact]
    public void One_oracle_judges_runs_on_different_hosts_each_by_its_own()
    {
        var oracle = new ScenarioOracle(Profile.Abi, new Coverage());
        var other = new WrittenRun { Host = HostCapabilities.Typical with { IsOtherProcess = true } };
        Assert.NotNull(oracle.Judge(new WrittenRun().Flags(Page, VmaFlags.Read).Recording).Violation);
        Assert.Null(oracle.Judge(other.Flags(Page, VmaFlags.Read).Recording).Violation);
    }

    [Fact]
    public void Findings_exercise_their_requirements()
    {
        var coverage = new Coverage();
        _ = new WrittenRun().Commands(TransportCommand.Ready).Judged(coverage: coverage);
        _ = new WrittenRun().Commands(TransportCommand.Reset, TransportCommand.Error).Judged(coverage: coverage);
        Assert.Equal(1, coverage.Exercised(TransportRequirements.BrokenAnswersError));
        Assert.Equal(1, coverage.Exercised(TransportRequirements.ResetIsAcknowledged));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-048")]
    public void That_the_device_survives_is_exercised_once_it_has_left_its_first_state()
    {
        var coverage = new Coverage();
        _ = new WrittenRun().Stores(WrittenRun.Layout.AddressOfPage(Page), 1).Judged(coverage: coverage);
        Assert.Equal(0, coverage.Exercised(EffectRequirements.DeviceSurvives));
        _ = Ready.Judged(coverage: coverage);
        Assert.Equal(3, coverage.Exercised(EffectRequirements.DeviceSurvives));
    }

    [Fact]
    public void Steps_that_name_nothing_are_known_until_a_violation_or_until_nothing_can_be_said()
    {
        var run = Ready.Does(new Step.Command(0x1234), WrittenRun.Answer(0)).Does(new Step.SaveRestore(), Done)
            .Does(new Step.Save(), Done).Commands(TransportCommand.Reset).IsNotAnswered(Info);
        (int, Requirement)[] expected =
        [
            (3, TransportRequirements.UnknownCommandIsIgnored), (4, VmmRequirements.RestoreKeepsChannels),
            (5, VmmRequirements.SavedDeviceGoesOn), (7, TransportRequirements.DroppedChannelsAreDead),
        ];
        Assert.Equal(expected, WithoutEffect(run));
        Assert.Empty(WithoutEffect(Ready.Commands(TransportCommand.Reset, TransportCommand.Error)
            .Does(new Step.Command(0x1234), WrittenRun.Answer(0))));
        Assert.Empty(WithoutEffect(Over.Does(new Step.Command(0x1234), WrittenRun.Answer(0))));
    }

    [Fact]
    public void A_walk_has_a_state_before_the_first_step_and_one_after_each()
    {
        var walk = WalkAlong(Ready, steps: 3);
        Assert.True(walk.IsComplete);
        Assert.Equal([TransportPhase.Broken, TransportPhase.Registering, TransportPhase.Registering,
            TransportPhase.Ready], walk.States.Select(s => s.Transport.Phase));
        Assert.Equal([1, 1, 1, 1], walk.Alternatives.AsEnumerable());
        Assert.Equal([1, 1, 1, 1, 2],
            WalkAlong(Ready.Does(new Step.VmReset(), Done), steps: 4).Alternatives.AsEnumerable());
        Assert.False(WalkAlong(Ready, steps: 2).IsComplete);
    }

    [Fact]
    public void It_ends_where_the_specification_explains_nothing_more()
    {
        var violates = WalkAlong(Ready.Commands(TransportCommand.Reset, TransportCommand.Error).Handshake(), 7);
        Assert.False(violates.IsComplete);
        Assert.Equal(4, violates.States.Length);
        var isOver = WalkAlong(Over.Commands(TransportCommand.Reset), steps: 5);
        Assert.False(isOver.IsComplete);
        Assert.Equal(4, isOver.States.Length);
    }

    [Fact]
    public void States_are_the_same_if_what_the_device_has_shown_is()
    {
        var state = Ready.Walked().States[0];
        Assert.True(state.IsSameAs(state with { }));
        Assert.False(state.IsSameAs(state with { Traits = state.Traits.LearnInfo(WrittenRun.InfoReply) }));
    }

    [Fact]
    public void What_the_VMM_set_up_is_kept_and_expected_in_the_end()
    {
        Assert.Empty(VmasAtCreate.Kept(AtCreate((Page, (byte)VmaFlags.ReadWrite)).AsSpan()));
        var locked = AtCreate((Page, (byte)Locked), (Page + 1, VmaTable.Unmapped));
        Assert.Equal(locked.AsEnumerable(), VmasAtCreate.Kept(locked.AsSpan()));
        Assert.Empty(new WrittenRun { VmasAtCreate = locked }.Flags(Page, Locked).Judged().Findings);
        Assert.Equal(AttributeRequirements.OtherAttributesStay,
            new WrittenRun { VmasAtCreate = locked }.Judged().Violation?.Requirement);
        var fresh = HostMapping.Fresh(WrittenRun.Layout, HostCapabilities.Typical, UntouchedRules.BehindDevice);
        Assert.Same(fresh, VmasAtCreate.In(fresh, []));
    }

    private static ImmutableArray<byte> AtCreate(params ReadOnlySpan<(int Page, byte Flags)> others)
    {
        var flags = Enumerable.Repeat((byte)VmaFlags.ReadWrite, WrittenRun.Layout.PageCount).ToArray();
        foreach (var (page, other) in others)
        {
            flags[page] = other;
        }

        return [.. flags];
    }

    private static bool Fails(Verification verification, Requirement requirement) =>
        verification.Check(requirement, holds: false, () => ("this", "that"));

    private static ImmutableArray<(int Step, Requirement Requirement)> WithoutEffect(WrittenRun run) =>
        new ScenarioOracle(Profile.Abi, new Coverage()).StepsWithoutEffect(run.Recording);

    private static SpecificationWalk WalkAlong(WrittenRun run, int steps) =>
        SpecificationWalk.Of(run.Recording, Profile.Abi, [], isBareKernel: false, steps);
}
