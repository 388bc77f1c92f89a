// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;
using static Pvmemcontrol.Properties.Oracle.Verdicts;

namespace Pvmemcontrol.Properties.Oracle;

/// <summary>What is expected after channels were dropped, and after VM reset, save and restore.</summary>
public sealed class AfterwardsVerdictTests
{
    private const int Page = 3;
    private const uint Channel = WrittenRun.Channel;
    private static readonly Step ReadResponse = new Step.ReadRegister(0, 4);
    private static readonly Request Info = new(FunctionCode.Info, 1, 2, 3);
    private static readonly Reply NoMemory = new((uint)Errno.ENOMEM, 1, 0, 0, 0);
    private static readonly Observation Done = Value(LifecycleAnswer.Done);
    private static readonly Observation NotOffered = Value(LifecycleAnswer.NotOffered);

    private static WrittenRun Ready => new WrittenRun().Handshake();

    private static WrittenRun Restored => new WrittenRun().Commands(TransportCommand.Reset)
        .Registers(0, WrittenRun.Buffer, Channel).Does(new Step.SaveRestore(), Done);

    [Fact]
    [Trait("Requirement", "PVMC-DEV-016")]
    public void A_channel_that_was_registered_again_is_no_dropped_one() =>
        AssertNamed(TransportRequirements.RequestsRunInReadyOnly, Answering(
            Ready.Commands(TransportCommand.Reset).Registers(0, WrittenRun.Buffer, Channel)));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-002")]
    public void What_the_guest_does_after_a_drop_does_not_change_why_the_channel_is_dead() =>
        AssertNamed(TransportRequirements.DroppedChannelsAreDead, Answering(
            Ready.Commands(TransportCommand.Reset).Stores(WrittenRun.Layout.AddressOfPage(Page), 1)));

    [Fact]
    [Trait("Requirement", "PVMC-VMM-027")]
    public void A_register_that_was_written_since_restore_is_not_expected_to_be_kept()
    {
        AssertConforms(Restored.Does(new Step.WriteRegister(0, 4, 0)).Does(ReadResponse, Value(0)));
        AssertConforms(Restored.Commands(TransportCommand.Register, TransportCommand.Error)
            .Does(ReadResponse, Value(0)));
    }

    [Fact]
    [Trait("Requirement", "PVMC-VMM-027")]
    public void An_address_that_is_gone_after_restore_is_no_violation()
    {
        var judgement = new WrittenRun().Commands(TransportCommand.Reset)
            .Does(new Step.WriteRegister(0, 8, WrittenRun.Buffer)).Does(new Step.SaveRestore(), Done)
            .Commands(TransportCommand.Register, TransportCommand.Error).Judged();
        Assert.Null(judgement.Violation);
        Assert.Equal(VmmRequirements.RestoreKeepsRegisters, Assert.Single(judgement.Deviations).Requirement);
    }

    [Fact]
    [Trait("Requirement", "PVMC-VMM-004")]
    public void Restore_does_not_turn_an_impossible_protection_into_a_possible_one() =>
        AssertNamed(VmmRequirements.RestoreKeepsMappings, Ready.Asks(FunctionCode.MProtectR, Page, NoMemory)
            .Does(new Step.SaveRestore(), Differs(VmaFlags.None, VmaFlags.Read)));

    [Fact]
    [Trait("Requirement", "PVMC-VMM-004")]
    public void Where_it_chose_another_of_two_possible_ones_nothing_more_can_be_said() =>
        AssertConforms(Ready.Asks(FunctionCode.MProtectR, Page, NoMemory)
            .Does(new Step.SaveRestore(), Differs(VmaFlags.ReadWrite, VmaFlags.Read))
            .Commands(TransportCommand.Reset, TransportCommand.Error));

    [Fact]
    [Trait("Requirement", "PVMC-VMM-001")]
    public void Nothing_more_can_be_said_either_where_READY_without_RESET_is_acknowledged_after_VM_reset() =>
        AssertConforms(Ready.Does(new Step.VmReset(), Done).Commands(TransportCommand.Ready)
            .Commands(TransportCommand.Reset, TransportCommand.Error));

    [Fact]
    public void Each_event_exercises_what_it_must_keep_where_the_device_offers_it()
    {
        AssertExercises(VmmRequirements.VmResetDropsChannels, new Step.VmReset());
        AssertExercises(VmmRequirements.RestoreKeepsChannels, new Step.SaveRestore());
        AssertExercises(VmmRequirements.RestoreKeepsContent, new Step.SaveRestore());
        AssertExercises(VmmRequirements.SavedDeviceGoesOn, new Step.Save());
        AssertExercises(VmmRequirements.DamagedStateIsRefused, new Step.RestoreDamaged(StateDamage.Truncated, 1));
        AssertExercises(VmmRequirements.FlippedBitIsNoticed, new Step.RestoreDamaged(StateDamage.Flipped, 1));
    }

    private static WrittenRun Answering(WrittenRun run) => run.Asks(Info, WrittenRun.InfoReply);

    private static Observation Value(ulong value) => new(ObservationKind.Value, value);

    private static Observation Differs(VmaFlags before, VmaFlags after) => new(
        ObservationKind.Value, LifecycleAnswer.Done, 1, Page, (ulong)before | ((ulong)after << 8));

    private static void AssertExercises(Requirement requirement, Step step)
    {
        var (offered, absent) = (new Coverage(), new Coverage());
        _ = Ready.Does(step, Done).Judged(coverage: offered);
        _ = Ready.Does(step, NotOffered).Judged(coverage: absent);
        Assert.Equal(1, offered.Exercised(requirement));
        Assert.Equal(0, absent.Exercised(requirement));
    }

    private static void AssertNamed(Requirement requirement, WrittenRun run) =>
        Assert.Equal(requirement, run.Judged().Findings[0].Requirement);
}
