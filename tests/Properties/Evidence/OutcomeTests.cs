// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Xunit;

namespace Pvmemcontrol.Properties.Evidence;

/// <summary>The outcome of several runs.</summary>
public sealed class OutcomeTests
{
    [Fact]
    public void What_is_proved_is_not_hidden_by_what_is_only_suspected()
    {
        Assert.Equal(Outcome.Violation, Outcomes.MostSevere([Outcome.Conforms, Outcome.Undecided, Outcome.Violation]));
        Assert.Equal(Outcome.Died, Outcomes.MostSevere([Outcome.NothingExercised, Outcome.Undecided, Outcome.Died]));
        Assert.Equal(Outcome.Violation, Outcomes.MostSevere([Outcome.HostModelDiffers, Outcome.Violation]));
    }

    [Fact]
    public void A_run_that_exercised_nothing_is_not_hidden_by_those_that_conform() =>
                Assert.Equal(Outcome.NothingExercised,
            Outcomes.MostSevere([Outcome.Conforms, Outcome.NothingExercised, Outcome.Conforms]));

    [Fact]
    public void Every_outcome_has_its_place() =>
        Assert.All(Enum.GetValues<Outcome>(), o => Assert.Equal(o, Outcomes.MostSevere([Outcome.Conforms, o])));

    [Fact]
    public void Without_runs_the_outcome_is_conforms() => Assert.Equal(Outcome.Conforms, Outcomes.MostSevere([]));
}
