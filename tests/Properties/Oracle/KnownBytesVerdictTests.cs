// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Requirements;
using Xunit;
using static Pvmemcontrol.Properties.Oracle.Verdicts;

namespace Pvmemcontrol.Properties.Oracle;

/// <summary>Which bytes a register without a response may show.</summary>
public sealed class KnownBytesVerdictTests
{
    private const uint FirstCommandOfAnySlot = 0x5EED_0000;
    private static readonly Request Info = new(FunctionCode.Info, 1, 2, 3);

    [Fact]
    [Trait("Requirement", "PVMC-DEV-015")]
    public void The_two_answers_are_known_from_the_start()
    {
        Assert.True(new RegisterHistory().Explains(0, 4, (ulong)TransportCommand.Ack));
        Assert.True(new RegisterHistory().Explains(4, 4, (ulong)TransportCommand.Error));
        Assert.False(new RegisterHistory().Explains(0, 4, (ulong)TransportCommand.Ready));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-015")]
    public void Each_byte_that_was_written_anywhere_is_known_everywhere()
    {
        var history = new RegisterHistory();
        history.NoteAnywhere(0x1122_3344_5566_7788);
        Assert.True(history.Explains(0, 8, 0x8877_6655_4433_2211));
        Assert.Equal((byte)0x99, Assert.Single(history.Unknown(3, 2, 0x9911)));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-015")]
    public void Only_the_bytes_that_were_read_are_looked_at() =>
        Assert.Empty(new RegisterHistory().Unknown(0, 1, 0x5A00));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-015")]
    public void A_read_of_which_only_some_bytes_are_left_alone_discloses_the_others()
    {
        Assert.True(new RegisterHistory().ExplainsButForUnwritten(0, 4, 0xEE00_EEFF));
        AssertNamed(TransportRequirements.RegistersDiscloseNothing, Read(new WrittenRun(), 12, 2, 0x5AEE));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-015")]
    public void The_guest_knows_the_commands_that_it_writes()
    {
        AssertConforms(Read(new WrittenRun().IsNotAnswered(Info), 4, 4, FirstCommandOfAnySlot));
        AssertConforms(Read(new WrittenRun().Does(new Step.Resend(0)), 4, 4, FirstCommandOfAnySlot));
        AssertConforms(Read(new WrittenRun().Commands(TransportCommand.Reset)
            .Registers(0, WrittenRun.Buffer, WrittenRun.Channel), 4, 4, (ulong)TransportCommand.Register));
        AssertNamed(TransportRequirements.RegistersDiscloseNothing,
            Read(new WrittenRun(), 4, 4, FirstCommandOfAnySlot));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-015")]
    public void It_knows_the_number_of_a_channel_that_it_got() =>
        AssertConforms(Read(new WrittenRun().Handshake(), 0, 4, WrittenRun.Channel));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-015")]
    public void It_knows_every_transport_command_where_a_command_reads() => AssertConforms(
        new WrittenRun().Does(new Step.Command(0x1234), WrittenRun.Answer(TransportCommand.Disconnect)));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-015")]
    public void What_comes_with_an_answer_carries_no_response_and_discloses_nothing() => AssertNamed(
        TransportRequirements.RegistersDiscloseNothing,
        new WrittenRun().Commands(TransportCommand.Reset, response: 0x5A5A_5A5A));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-015")]
    public void Constants_of_a_device_disclose_nothing()
    {
        var run = Read(new WrittenRun(), 4, 4, 0x5A5A_5A5A).Recording;
        Assert.Empty(new ScenarioOracle(Profile.Abi, new Coverage(), [0x5A]).Judge(run).Findings);
        Assert.NotEmpty(new ScenarioOracle(Profile.Abi, new Coverage()).Judge(run).Findings);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-017")]
    public void A_read_without_a_response_exercises_that_its_bytes_are_known_and_disclose_nothing()
    {
        var coverage = new Coverage();
        _ = Read(new WrittenRun(), 4, 4, 0).Judged(coverage: coverage);
        Assert.Equal(1, coverage.Exercised(TransportRequirements.RegistersDiscloseNothing));
        Assert.Equal(1, coverage.Exercised(TransportRequirements.UnusedRegistersAreKnown));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-012")]
    public void A_command_that_names_nothing_exercises_that_it_is_ignored_and_changes_no_state()
    {
        var coverage = new Coverage();
        _ = new WrittenRun().Does(new Step.Command(0x1234), WrittenRun.Answer(0)).Judged(coverage: coverage);
        Assert.Equal(1, coverage.Exercised(TransportRequirements.UnknownCommandIsIgnored));
        Assert.Equal(1, coverage.Exercised(TransportRequirements.UnknownCommandKeepsState));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-013")]
    public void An_address_that_is_refused_does_not_show_in_which_forms_addresses_come()
    {
        var coverage = new Coverage();
        Assert.Empty(new WrittenRun().Commands(TransportCommand.Reset)
            .Registers(0, 0x4000_0000, 0, TransportCommand.Error).Judged(coverage: coverage).Findings);
        Assert.Equal(0, coverage.Exercised(TransportRequirements.AddressInAnyForm));
    }

    private static WrittenRun Read(WrittenRun run, ulong offset, byte width, ulong value) =>
        run.Does(new Step.ReadRegister(offset, width), new Observation(ObservationKind.Value, value));
}
