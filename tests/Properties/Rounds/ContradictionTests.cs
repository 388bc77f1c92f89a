// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Model.Abi;
using Xunit;
using static Pvmemcontrol.Properties.Rounds.Histories;

namespace Pvmemcontrol.Properties.Rounds;

/// <summary>What is said about the orders of a round that none of them explains.</summary>
public sealed class ContradictionTests
{
    private const int Page = Histories.Page;

    [Fact]
    public void Where_the_finding_is_not_about_orders_none_is_blamed() => Assert.Empty(
        new History([History.Info, Protect(FunctionCode.DontNeed)], [VcpuStep.Send(0)], [VcpuStep.Send(1)])
            .Answered(0, 0, 1, 4, History.InfoReply).Answered(1, 0, 2, 3, default).Zeroed(Page).Zeroed(Page + 1)
            .Recording.Contradiction());

    [Fact]
    public void Where_more_than_one_step_would_have_to_move_no_two_steps_are_the_reason() => Assert.Empty(
        new History([History.Info, History.Info], [Reset], [VcpuStep.Send(0)], [VcpuStep.Send(1)])
            .With(0, 0, 1, 2, Ack).Answered(1, 0, 3, 6, History.InfoReply).Answered(2, 0, 4, 5, History.InfoReply)
            .Recording.Contradiction());

    [Fact]
    public void Both_orders_of_two_steps_are_tried_whichever_returned_first() => Assert.Equal(
    [
        "with vCPU 0's channel 0: MPROTECT_R 0x100005000+4096 before vCPU 1's channel 1: MPROTECT_NONE "
            + "0x100005000+4096 all steps can be explained, but memory would have to be ---;",
        "in the opposite order all steps can be explained, but memory would have to be r--",
    ], TwoProtections().Answered(0, 0, 2, 3, default).Answered(1, 0, 1, 4, default).Recording.Contradiction());
}
