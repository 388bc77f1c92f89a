// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;
using static Pvmemcontrol.Properties.Rounds.Histories;

namespace Pvmemcontrol.Properties.Rounds;

/// <summary>What replies and memory show in rounds in which the guest drops its channels and reuses memory.</summary>
public sealed class ReusedMemoryTests
{
    private const int Page = Histories.Page;

    [Fact]
    public void What_the_guest_wrote_is_what_memory_must_hold() => Assert.Null(
        new History([History.Info, History.Info], [Reset, Reuse(1 << 1, 1UL << Page)])
            .With(0, 0, 1, 2, Ack).With(0, 1, 3, 4, new Observation(ObservationKind.Nothing))
            .Buffer(1, Pattern()).Reused(Page).Judged());

    [Fact]
    public void A_buffer_that_was_reused_before_its_vCPU_read_it_shows_no_reply() => Assert.Null(
        Reused(buffer: 2).With(0, 0, 1, 4, Observation.OfBuffer(Pattern())).SeenAt(0, 0, 20).Judged());

    [Fact]
    [Trait("Requirement", "PVMC-DEV-020")]
    public void A_buffer_that_was_reused_only_after_its_vCPU_read_it_must_show_the_reply() => Assert.Equal(
        RequestRequirements.EveryRequestIsAnswered, Reused(buffer: 2).Unanswered(0, 0, 1, 2).Judged()?.Requirement);

    [Fact]
    [Trait("Requirement", "PVMC-DEV-020")]
    public void So_must_a_buffer_beside_the_one_that_was_reused() => Assert.Equal(
        RequestRequirements.EveryRequestIsAnswered,
        Reused(buffer: 0).Unanswered(0, 0, 1, 4).SeenAt(0, 0, 20).Judged()?.Requirement);

    [Fact]
    public void A_request_whose_channel_was_dropped_while_it_ran_may_have_its_effect_and_no_reply() => Assert.Null(
        new History([Discard()], [VcpuStep.Send(0)], [Reset])
            .Unanswered(0, 0, 1, 4).With(1, 0, 2, 3, Ack).Zeroed(Page).Judged());

    /// <summary>A request returns, then another vCPU drops the channels and reuses a buffer.</summary>
    private static History Reused(int buffer) =>
        new History([History.Info, History.Info, History.Info], [VcpuStep.Send(2)], [Reset, Reuse(1UL << buffer, 0)])
            .With(1, 0, 5, 6, Ack).With(1, 1, 7, 8, new Observation(ObservationKind.Nothing))
            .Buffer(buffer, Pattern());

    private static Request Discard() =>
        new(FunctionCode.DontNeed, RoundLayout.AddressOf(Page), PageGeometry.Size, 0x17);
}
