// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;
using static Pvmemcontrol.Properties.Oracle.Verdicts;

namespace Pvmemcontrol.Properties.Oracle;

/// <summary>Verdicts on VM reset, save and restore, on runs written by hand.</summary>
public sealed class LifecycleVerdictTests
{
    private const int Page = 3;
    private static readonly Observation NotOffered = Answer(LifecycleAnswer.NotOffered);
    private static readonly Observation Done = Answer(LifecycleAnswer.Done);
    private static readonly Request Info = new(FunctionCode.Info, 1, 2, 3);

    /// <summary>One page differs: it was readable and writable, and is readable.</summary>
    private static readonly Observation OnePageDiffers = new(ObservationKind.Value, LifecycleAnswer.Done, 1, Page,
        (ulong)VmaFlags.ReadWrite | ((ulong)VmaFlags.Read << 8));

    public static TheoryData<Step> Lives { get; } =
        [new Step.VmReset(), new Step.SaveRestore(), new Step.Save(), new Step.RestoreDamaged(StateDamage.Flipped, 1)];

    private static WrittenRun Ready => new WrittenRun().Handshake();

    [Theory]
    [MemberData(nameof(Lives))]
    public void What_a_device_does_not_offer_changes_nothing(Step step)
    {
        AssertConforms(Ready.Does(step, NotOffered).Asks(Info, WrittenRun.InfoReply));
        AssertNamed(RequestRequirements.EveryRequestIsAnswered, Ready.Does(step, NotOffered).IsNotAnswered(Info));
    }

    [Fact]
    [Trait("Requirement", "PVMC-VMM-001")]
    public void VM_reset_drops_channels()
    {
        AssertConforms(Ready.Does(new Step.VmReset(), Done).IsNotAnswered(Info));
        AssertNamed(VmmRequirements.VmResetDropsChannels,
            Ready.Does(new Step.VmReset(), Done).Asks(Info, WrittenRun.InfoReply));
    }

    [Fact]
    [Trait("Requirement", "PVMC-VMM-001")]
    public void Whether_REGISTER_needs_a_RESET_after_it_is_open()
    {
        var reset = Ready.Does(new Step.VmReset(), Done);
        AssertConforms(reset.Registers(0, WrittenRun.Buffer, WrittenRun.Channel));
        AssertConforms(Ready.Does(new Step.VmReset(), Done)
            .Registers(0, WrittenRun.Buffer, 0, TransportCommand.Error));
    }

    [Fact]
    [Trait("Requirement", "PVMC-VMM-002")]
    public void VM_reset_gives_pages_their_flags_back()
    {
        AssertNamed(VmmRequirements.VmResetRestoresMemory, Ready.Does(new Step.VmReset(), OnePageDiffers));
        AssertConforms(Ready.Asks(FunctionCode.MProtectR, Page).Does(new Step.VmReset(), Done));
    }

    [Fact]
    [Trait("Requirement", "PVMC-VMM-003")]
    public void Restore_keeps_channels()
    {
        AssertConforms(Ready.Does(new Step.SaveRestore(), Done).Asks(Info, WrittenRun.InfoReply));
        AssertNamed(RequestRequirements.EveryRequestIsAnswered,
            Ready.Does(new Step.SaveRestore(), Done).IsNotAnswered(Info));
        AssertConforms(Ready.Does(new Step.SaveRestore(), Answer(LifecycleAnswer.Refused)).IsNotAnswered(Info));
    }

    [Fact]
    [Trait("Requirement", "PVMC-VMM-004")]
    public void Restore_keeps_the_flags_of_pages()
    {
        AssertNamed(VmmRequirements.RestoreKeepsMappings, Ready.Does(new Step.SaveRestore(), OnePageDiffers));
        AssertConforms(Ready.Asks(FunctionCode.MProtectR, Page, new Reply((uint)Errno.ENOMEM, 1, 0, 0, 0))
            .Does(new Step.SaveRestore(), OnePageDiffers));
        AssertNamed(VmmRequirements.RestoreKeepsMappings,
            Ready.Asks(FunctionCode.MProtectR, Page, new Reply((uint)Errno.ENOMEM, 1, 0, 0, 0))
                .Does(new Step.SaveRestore(), OnePageDiffers with
                {
                    D = (ulong)VmaFlags.ReadWrite | ((ulong)VmaTable.Unmapped << 8),
                }));
    }

    [Fact]
    [Trait("Requirement", "PVMC-VMM-005")]
    public void Restore_keeps_the_content_of_pages() => AssertNamed(RequestRequirements.NothingElseIsWritten,
        Ready.Stores(WrittenRun.Layout.AddressOfPage(Page), 1).Does(new Step.SaveRestore(), Done).Zeroed(Page));

    [Fact]
    [Trait("Requirement", "PVMC-VMM-025")]
    public void The_saved_device_goes_on()
    {
        AssertConforms(Ready.Does(new Step.Save(), Done).Asks(Info, WrittenRun.InfoReply));
        AssertNamed(VmmRequirements.SavedDeviceGoesOn, Ready.Does(new Step.Save(), OnePageDiffers));
        AssertNamed(RequestRequirements.EveryRequestIsAnswered, Ready.Does(new Step.Save(), Done).IsNotAnswered(Info));
    }

    [Theory]
    [Trait("Requirement", "PVMC-VMM-024")]
    [InlineData(StateDamage.Truncated, "PVMC-VMM-024")]
    [InlineData(StateDamage.Extended, "PVMC-VMM-024")]
    [InlineData(StateDamage.Flipped, "PVMC-VMM-026")]
    public void A_damaged_state_is_refused(StateDamage damage, string requirement)
    {
        var step = new Step.RestoreDamaged(damage, 1);
        AssertNamed(Catalogue.Find(requirement)!, Ready.Does(step, Answer(LifecycleAnswer.Taken)));
        AssertConforms(Ready.Does(step, Done).Asks(Info, WrittenRun.InfoReply));
        var coverage = new Coverage();
        _ = Ready.Does(step, Done).Judged(coverage: coverage);
        _ = Ready.Does(step, NotOffered).Judged(coverage: coverage);
        Assert.Equal(1, coverage.Exercised(Catalogue.Find(requirement)!));
    }

    [Fact]
    [Trait("Requirement", "PVMC-VMM-027")]
    public void Registers_that_are_gone_after_restore_are_a_deviation()
    {
        WrittenRun Registered() => new WrittenRun().Commands(TransportCommand.Reset)
            .Registers(0, WrittenRun.Buffer, WrittenRun.Channel).Does(new Step.SaveRestore(), Done);
        var read = new Step.ReadRegister(0, 4);
        AssertConforms(Registered().Does(read, Answer(WrittenRun.Channel)));
        var lost = Registered().Does(read, Answer(0)).Judged();
        Assert.Null(lost.Violation);
        Assert.Equal(VmmRequirements.RestoreKeepsRegisters, Assert.Single(lost.Deviations).Requirement);
    }

    [Fact]
    [Trait("Requirement", "PVMC-VMM-027")]
    public void So_is_an_address_that_was_written_before_save()
    {
        WrittenRun Staged() => new WrittenRun().Commands(TransportCommand.Reset)
            .Does(new Step.WriteRegister(0, 8, WrittenRun.Buffer)).Does(new Step.SaveRestore(), Done);
        var register = new Step.Command((uint)TransportCommand.Register);
        AssertConforms(Staged().Does(register, WrittenRun.Answer(TransportCommand.Ack, WrittenRun.Channel)));
        Assert.Contains(VmmRequirements.RestoreKeepsRegisters, Staged()
            .Does(register, WrittenRun.Answer(TransportCommand.Error)).Judged().Findings.Select(f => f.Requirement));
    }

    private static Observation Answer(ulong answer) => new(ObservationKind.Value, answer);

    private static void AssertNamed(Requirement requirement, WrittenRun run) =>
        Assert.Equal(requirement, run.Judged().Findings[0].Requirement);
}
