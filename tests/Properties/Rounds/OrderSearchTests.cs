// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;
using static Pvmemcontrol.Properties.Rounds.Histories;

namespace Pvmemcontrol.Properties.Rounds;

/// <summary>The search for an order of the steps, and what is counted and said of it.</summary>
public sealed class OrderSearchTests
{
    private const int Page = Histories.Page;

    [Fact]
    [Trait("Requirement", "PVMC-DEV-072")]
    public void Only_the_order_that_explains_the_round_is_counted()
    {
        // Not the one that is tried first, in which the steps returned: the page would be readable.
        var coverage = new Coverage();
        Assert.Null(TwoProtections().Flags(Page, VmaFlags.None).Judged(coverage));
        Assert.Equal(2, coverage.Exercised(RequestRequirements.EveryRequestIsAnswered));
        Assert.Equal(1, coverage.Exercised(AttributeRequirements.NothingBecomesExecutable));
        Assert.Equal(1, coverage.Exercised(ConcurrencyRequirements.SomeOrderExplains));
        Assert.Equal(1, coverage.Exercised(EffectRequirements.DeviceSurvives));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-072")]
    public void Steps_one_after_another_do_not_exercise_that_some_order_explains_them()
    {
        var coverage = new Coverage();
        Assert.Null(Dropped().Answered(0, 0, 1, 2, History.InfoReply).With(1, 0, 5, 6, Ack).Judged(coverage));
        Assert.Equal(0, coverage.Exercised(ConcurrencyRequirements.SomeOrderExplains));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-072")]
    public void Either_order_of_two_requests_on_a_page_explains_what_the_page_is_like()
    {
        Assert.Null(TwoProtections().Flags(Page, VmaFlags.None).Judged());
        Assert.Null(TwoProtections().Flags(Page, VmaFlags.Read).Judged());
        Assert.NotNull(TwoProtections().Flags(Page, VmaFlags.ReadWrite).Judged());
    }

    [Theory]
    [Trait("Requirement", "PVMC-DEV-021")]
    [InlineData(4, 3)]
    [InlineData(3, 4)]
    public void The_order_that_explains_the_most_steps_tells_what_is_wrong(long sendReturned, long resetReturned) =>
        Assert.Equal(RequestRequirements.NothingElseIsWritten,
            Dropped().Answered(0, 0, 1, sendReturned, History.InfoReply).With(1, 0, 2, resetReturned, Ack)
                .Zeroed(Page).Judged()?.Requirement);

    [Theory]
    [InlineData(9, 8, 1)]
    [InlineData(8, 9, 0)]
    public void Of_two_steps_that_no_order_explains_the_one_that_returned_first_is_named(
        long firstReturned, long secondReturned, int culprit) => Assert.Equal(culprit,
            new History([History.Info, History.Info], [VcpuStep.Send(0)], [VcpuStep.Send(1)])
                .Answered(0, 0, 1, firstReturned, Garbage).Answered(1, 0, 2, secondReturned, Garbage)
                .Judged()?.Culprit?.Vcpu);

    [Fact]
    public void A_search_that_takes_too_long_neither_blames_the_device_nor_counts_its_steps()
    {
        const int vcpus = 4;
        const int steps = 4;
        var history = new History([.. Enumerable.Repeat(History.Info, vcpus * steps)],
            [
                .. Enumerable.Range(0, vcpus).Select(vcpu =>
                    Enumerable.Range(0, steps).Select(step => VcpuStep.Send((vcpu * steps) + step)).ToArray()),
            ]);
        foreach (var (vcpu, step) in from v in Enumerable.Range(0, vcpus)
                                     from s in Enumerable.Range(0, steps)
                                     select (v, s))
        {
            history.Answered(vcpu, step, (100 * step) + vcpu + 1, (100 * step) + 90 + vcpu, History.InfoReply);
        }

        var coverage = new Coverage();
        Assert.Null(history.Zeroed(Page).Judged(coverage));
        Assert.Equal(0, coverage.Exercised(RequestRequirements.EveryRequestIsAnswered));
        Assert.Equal(0, coverage.Exercised(ConcurrencyRequirements.SomeOrderExplains));
    }

    private static History TwoProtections() => Histories.TwoProtections()
        .Answered(0, 0, 1, 4, default).Answered(1, 0, 2, 3, default);
}
