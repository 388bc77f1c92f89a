// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;
using static Pvmemcontrol.Properties.Oracle.Verdicts;

namespace Pvmemcontrol.Properties.Oracle;

/// <summary>Verdicts on what registers show, on runs written by hand.</summary>
public sealed class RegisterVerdictTests
{
    private const uint Channel = WrittenRun.Channel;
    private static readonly ulong Buffer = WrittenRun.Buffer;
    private static readonly Observation Nothing = new(ObservationKind.Nothing);

    private static WrittenRun Registering => new WrittenRun().Commands(TransportCommand.Reset);

    private static WrittenRun Ready => new WrittenRun().Handshake();

    [Fact]
    public void A_handshake_and_a_request_are_no_finding() => AssertConforms(
        Ready.Asks(new Request(FunctionCode.Info, 0, 0), WrittenRun.InfoReply)
            .Commands(TransportCommand.Disconnect, TransportCommand.Error));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-001")]
    public void RESET_is_acknowledged() => AssertNamed(TransportRequirements.ResetIsAcknowledged,
        new WrittenRun().Commands(TransportCommand.Reset, TransportCommand.Error));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-008")]
    public void So_is_READY() => AssertNamed(TransportRequirements.ReadyIsAcknowledged,
        Registering.Registers(0, Buffer, Channel).Commands(TransportCommand.Ready, TransportCommand.Error));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-008")]
    public void Without_a_channel_it_need_not_be() =>
        AssertConforms(Registering.Commands(TransportCommand.Ready, TransportCommand.Error));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-009")]
    public void The_answer_to_DISCONNECT_is_ERROR() => AssertNamed(TransportRequirements.DisconnectAnswersError,
        Ready.Commands(TransportCommand.Disconnect));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-010")]
    public void Before_the_first_RESET_all_else_is_an_error() => AssertDeviates(
        TransportRequirements.BrokenAnswersError, new WrittenRun().Commands(TransportCommand.Ready));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-003")]
    public void A_good_buffer_is_registered() => AssertNamed(TransportRequirements.GoodBufferIsRegistered,
        Registering.Registers(0, Buffer, 0, TransportCommand.Error));

    [Theory]
    [Trait("Requirement", "PVMC-DEV-003")]
    [InlineData(4UL)]
    [InlineData(1UL)]
    public void One_that_is_not_aligned_may_be_refused(ulong offset) =>
        AssertConforms(Registering.Registers(0, Buffer + offset, 0, TransportCommand.Error));

    [Theory]
    [Trait("Requirement", "PVMC-DEV-003")]
    [InlineData(8UL, true)]
    [InlineData(24UL, true)]
    [InlineData(32UL, false)]
    public void So_may_one_that_overlaps_another(ulong distance, bool mayBeRefused)
    {
        Assert.All(new[] { (Buffer, Buffer + distance), (Buffer + distance, Buffer) }, pair =>
        {
            var run = Registering.Registers(0, pair.Item1, Channel).Registers(1, pair.Item2, 0, TransportCommand.Error);
            Assert.Equal(mayBeRefused, run.Judged().Findings.IsEmpty);
        });
    }

    [Theory]
    [Trait("Requirement", "PVMC-DEV-054")]
    [InlineData(1u, true)]
    [InlineData(2u, false)]
    public void So_may_one_more_than_the_device_says_it_supports(uint most, bool mayBeRefused)
    {
        var run = new WrittenRun { MaxChannels = most }.Commands(TransportCommand.Reset)
            .Registers(0, Buffer, Channel).Registers(1, Buffer + 64, 0, TransportCommand.Error);
        Assert.Equal(mayBeRefused, run.Judged().Findings.IsEmpty);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-006")]
    public void A_buffer_that_is_not_all_guest_RAM_is_refused()
    {
        var last = WrittenRun.Layout.Regions[0].End - 8;
        AssertNamed(TransportRequirements.BadBufferIsRefused, Registering.Registers(0, last, Channel));
        AssertConforms(Registering.Registers(0, last, 0, TransportCommand.Error));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-007")]
    public void One_across_two_regions_should_be_registered()
    {
        var seam = WrittenRun.Layout.Regions[2].Start - 16;
        AssertDeviates(TransportRequirements.SpanningBufferIsRegistered,
            Registering.Registers(0, seam, 0, TransportCommand.Error));
        AssertConforms(Registering.Registers(0, seam, Channel));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-004")]
    public void A_channels_number_is_its_own()
    {
        AssertNamed(TransportRequirements.ChannelCommandIsUnique,
            Registering.Registers(0, Buffer, Channel).Registers(1, Buffer + 64, Channel));
        AssertConforms(Registering.Registers(0, Buffer, Channel).Registers(0, Buffer, Channel));
        AssertNamed(TransportRequirements.ChannelCommandIsUnique,
            Registering.Registers(0, Buffer, (uint)TransportCommand.Ready));
    }

    [Theory]
    [Trait("Requirement", "PVMC-DEV-005")]
    [InlineData(0u)]
    [InlineData(uint.MaxValue)]
    public void And_none_that_an_absent_register_reads(uint number) => AssertDeviates(
        TransportRequirements.ChannelCommandIsTellable, Registering.Registers(0, Buffer, number));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-011")]
    public void A_second_READY_breaks_the_device()
    {
        var broken = Ready.Commands(TransportCommand.Ready, TransportCommand.Error);
        AssertConforms(broken);
        Assert.Equal(TransportRequirements.ProtocolErrorBreaks,
            NamedRun(Answering(broken)).Requirement);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-002")]
    public void A_channel_that_was_dropped_answers_nothing()
    {
        Assert.Equal(TransportRequirements.DroppedChannelsAreDead,
            NamedRun(Answering(Ready.Commands(TransportCommand.Reset))).Requirement);
        Assert.Equal(TransportRequirements.DroppedChannelsAreDead,
            NamedRun(Answering(Ready.Commands(TransportCommand.Disconnect, TransportCommand.Error))).Requirement);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-016")]
    public void A_channel_answers_nothing_before_READY() => Assert.Equal(TransportRequirements.RequestsRunInReadyOnly,
        NamedRun(Answering(Registering.Registers(0, Buffer, Channel))).Requirement);

    [Fact]
    [Trait("Requirement", "PVMC-DEV-012")]
    public void A_number_that_names_nothing_is_ignored_and_leaves_no_answer()
    {
        AssertConforms(Ready.Does(new Step.Command(0x1234), WrittenRun.Answer(0)));
        AssertNamed(TransportRequirements.RegistersDiscloseNothing,
            Ready.Does(new Step.Command(0x1234), WrittenRun.Answer(0, 0x5A5A_5A5A)));
        AssertNamed(TransportRequirements.RegistersDiscloseNothing,
            Ready.Does(new Step.Command(0x1234), WrittenRun.Answer((TransportCommand)0x5A5A_5A5A)));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-015")]
    public void What_a_register_shows_is_what_the_guest_knows()
    {
        AssertConforms(Read(new WrittenRun(), 8, 4, 0xFFFF_0000));
        AssertConforms(Read(
            new WrittenRun().Does(new Step.Command(0x1234_5678), WrittenRun.Answer(0)), 0, 4, 0x1234_5678));
        AssertNamed(TransportRequirements.RegistersDiscloseNothing, Read(new WrittenRun(), 8, 4, 0x0000_5A00));
        AssertNamed(TransportRequirements.RegistersDiscloseNothing, Read(Registering, 0, 1, 0x5A));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-015")]
    public void A_byte_is_known_in_its_place_of_a_word_unless_the_guest_wrote_at_odd_places()
    {
        var command = new WrittenRun().Does(new Step.Command(0x5A), WrittenRun.Answer(0));
        AssertConforms(Read(command, 4, 4, 0x5A));
        AssertNamed(TransportRequirements.RegistersDiscloseNothing, Read(command, 4, 4, 0x5A00));
        AssertConforms(Read(new WrittenRun().Does(new Step.WriteRegister(3, 2, 0x5A), Nothing), 4, 4, 0x5A00));
        var registered = Registering.Registers(0, Buffer + 0x5A000, 0, TransportCommand.Error);
        AssertConforms(Read(registered, 4, 4, (Buffer + 0x5A000) & uint.MaxValue));
        AssertConforms(Read(registered, 0, 8, Buffer + 0x5A000));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-017")]
    public void A_read_that_is_left_alone_is_a_deviation() =>
        AssertDeviates(TransportRequirements.UnusedRegistersAreKnown, Read(new WrittenRun(), 12, 2, 0xEEEE));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-014")]
    public void A_response_stays_until_the_next_command()
    {
        var registered = Registering.Registers(0, Buffer, Channel);
        AssertConforms(Read(Read(registered, 0, 4, Channel), 8, 4, (ulong)TransportCommand.Ack));
        Assert.Equal(TransportRequirements.ResponseStaysReadable, NamedRun(Read(registered, 0, 4, 0)).Requirement);
        AssertConforms(Read(Registering.Registers(0, Buffer, Channel).Does(new Step.WriteRegister(0, 4, 0), Nothing),
            0, 4, 0));
    }

    [Theory]
    [Trait("Requirement", "PVMC-DEV-013")]
    [InlineData(AddressForm.EightBytes)]
    [InlineData(AddressForm.LowThenHigh)]
    [InlineData(AddressForm.HighThenLow)]
    public void An_address_comes_in_any_form(AddressForm form)
    {
        var coverage = new Coverage();
        var run = Registering.Registers(0, Buffer, Channel, form: form);
        Assert.Empty(run.Judged(coverage: coverage).Findings);
        Assert.Equal(1, coverage.Exercised(form == AddressForm.HighThenLow
            ? TransportRequirements.HighHalfFirst
            : TransportRequirements.AddressInAnyForm));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-003")]
    public void A_buffer_on_a_page_that_was_protected_may_be_refused()
    {
        var page = WrittenRun.Layout.AddressOfPage(5);
        var run = Ready.Asks(FunctionCode.MProtectR, 5).Flags(5, VmaFlags.Read)
            .Commands(TransportCommand.Reset).Registers(0, page, 0, TransportCommand.Error);
        AssertConforms(run);
    }

    [Fact]
    public void What_is_acknowledged_at_random_ends_what_can_be_said() => AssertConforms(
        Registering.Does(new Step.Command((uint)TransportCommand.Register), WrittenRun.Answer(TransportCommand.Ack, 7))
            .Commands(TransportCommand.Ready, (TransportCommand)0));

    private static WrittenRun Read(WrittenRun run, ulong offset, byte width, ulong value) =>
        run.Does(new Step.ReadRegister(offset, width), new Observation(ObservationKind.Value, value));

    private static WrittenRun Answering(WrittenRun run) =>
        run.Asks(new Request(FunctionCode.Info, 1, 2, 3), WrittenRun.InfoReply);

    private static Finding NamedRun(WrittenRun run) => run.Judged().Findings[0];

    private static void AssertDeviates(Requirement requirement, WrittenRun run)
    {
        Assert.Null(run.Judged().Violation);
        Assert.Equal(requirement, Assert.Single(run.Judged().Deviations).Requirement);
    }
}
