// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Properties.Traces;
using Xunit;

namespace Pvmemcontrol.Properties.Evidence;

/// <summary>What ends a run, and what is only kept in mind.</summary>
public sealed class UnconfirmedFindingsTests
{
    private static readonly RunDeath Death =
        new(0, RunPhase.InDevice, IsHang: false, "killed by SIGSEGV") { Signal = 11 };

    [Fact]
    public void What_is_reproduced_ends_a_run() => Assert.NotNull(Settle(Found(isReproduced: true, death: null)));

    [Fact]
    public void What_is_not_reproduced_does_not() => Assert.Null(Settle(Found(isReproduced: false, death: null)));

    [Fact]
    public void Nor_does_the_end_of_a_process_that_does_not_show_again() =>
        Assert.Null(Settle(Found(isReproduced: false, Death)));

    [Fact]
    public void But_that_is_what_the_run_tells_in_the_end()
    {
        var findings = new UnconfirmedFindings<RoundCounterexample>(most: 3);
        var death = Found(isReproduced: false, Death);
        _ = findings.Settle(Found(isReproduced: false, death: null));
        _ = findings.Settle(death);
        Assert.Same(death, findings.First);
        Assert.Equal(Outcome.Died, death.Outcome);
    }

    private static RoundCounterexample? Settle(RoundCounterexample found) =>
        new UnconfirmedFindings<RoundCounterexample>(most: 3).Settle(found);

    private static RoundCounterexample Found(bool isReproduced, RunDeath? death)
    {
        var any = AnyRoundTrace.Of(seed: 1);
        return any with
        {
            Recording = any.Recording with { Death = death },
            IsInMemory = false,
            Reproduction = any.Rate with { IsReproduced = isReproduced },
        };
    }
}
