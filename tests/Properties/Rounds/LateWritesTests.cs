// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;
using Xunit;
using static Pvmemcontrol.Properties.Rounds.Histories;

namespace Pvmemcontrol.Properties.Rounds;

/// <summary>Verdicts on memory that the guest wrote to after a drop.</summary>
public sealed class LateWritesTests
{
    private const int Page = Histories.Page;
    private const ulong ReusedWord = 0xA5A5_A5A5_A5A5_A5A5;
    private static readonly Observation Nothing = new(ObservationKind.Nothing);

    [Fact]
    [Trait("Requirement", "PVMC-DEV-049")]
    public void A_page_that_the_guest_reused_must_stay_as_the_guest_wrote_it()
    {
        AssertIsLate(EffectRequirements.DropIsQuiescent, After(Reset, pages: 1UL << Page).Zeroed(Page).Recording);
        Assert.Null(After(Reset, pages: 1UL << Page).Reused(Page).Judged());
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-049")]
    public void So_must_the_last_page_of_the_memory_for_slow_requests()
    {
        var recording = After(Reset, pages: 1UL << RoundLayout.SlowBit).Recording;
        AssertIsLate(EffectRequirements.DropIsQuiescent, WithSlowWord(recording, 0));
        Assert.Null(WithSlowWord(recording, ReusedWord).Judge(new Coverage()));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-049")]
    public void A_word_of_the_slow_memory_that_the_guest_did_not_write_again_is_free() => Assert.Null(
        WithSlowWord(After(Reset, pages: 0).Recording, 0x1234).Judge(new Coverage()));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-049")]
    public void Of_the_buffers_only_those_that_the_guest_reused_must_stay()
    {
        AssertIsLate(EffectRequirements.DropIsQuiescent, After(Reset, buffers: 1 << 2).Buffer(2, Reply()).Recording);
        AssertIsNotLate(After(Reset, buffers: 1 << 2).Buffer(2, Pattern()).Buffer(0, Reply()).Recording);
    }

    [Fact]
    [Trait("Requirement", "PVMC-VMM-008")]
    public void After_a_VM_reset_it_is_the_VMM_that_did_not_wait() => AssertIsLate(
        VmmRequirements.VmmEventsAreQuiescent,
        After(new VcpuStep(VcpuAction.VmReset), buffers: 1).Buffer(0, Reply()).Recording);

    [Theory]
    [Trait("Requirement", "PVMC-DEV-049")]
    [InlineData(TransportCommand.Disconnect, 0b000010, true)]
    [InlineData(TransportCommand.Ready, 0b000100, true)]
    [InlineData(TransportCommand.Ready, 0b000011, false)]
    [InlineData(TransportCommand.Ready, 0b000001, false)]
    public void Only_the_vCPUs_own_drop_that_works_on_the_device_returns_the_memory(
        TransportCommand command, int working, bool isLate)
    {
        var recording = new History([History.Info], [Reset], [VcpuStep.Command(command), Reuse(1, 0)])
            .With(0, 0, 1, 2, Ack).With(1, 0, 3, 4, Ack).With(1, 1, 5, 6, Nothing).Buffer(0, Reply())
            .Recording with
        { WorkingDrops = (ulong)working };
        Assert.Equal(isLate, recording.Judge(new Coverage()) is { IsHard: true });
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-049")]
    public void Of_two_drops_at_once_the_other_may_have_had_to_wait() => AssertIsNotLate(
        new History([History.Info], [Reset], [Reset, Reuse(1, 0)])
            .With(0, 0, 1, 4, Ack).With(1, 0, 2, 3, Ack).With(1, 1, 5, 6, Nothing).Buffer(0, Reply()).Recording);

    /// <summary>A vCPU drops the channels and reuses memory.</summary>
    private static History After(VcpuStep drop, ulong buffers = 0, ulong pages = 0) =>
        new History([History.Info, History.Info, History.Info], [drop, Reuse(buffers, pages)])
            .With(0, 0, 1, 2, drop == Reset ? Ack : new Observation(ObservationKind.Value, LifecycleAnswer.Done))
            .With(0, 1, 3, 4, Nothing);

    private static RoundRecording WithSlowWord(RoundRecording recording, ulong word) =>
        recording with { End = recording.End! with { SlowWord = word } };

    private static byte[] Reply()
    {
        var bytes = new byte[Request.Size];
        History.InfoReply.Encode(bytes);
        return bytes;
    }

    private static void AssertIsLate(Requirement requirement, RoundRecording recording)
    {
        var finding = recording.Judge(new Coverage());
        Assert.Equal(requirement, finding?.Requirement);
        Assert.True(finding?.IsHard);
    }

    private static void AssertIsNotLate(RoundRecording recording) =>
        Assert.False(recording.Judge(new Coverage()) is { IsHard: true });
}
