// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Verdicts;
using Xunit;

namespace Pvmemcontrol.Properties.Verdicts;

/// <summary>What several runs come to.</summary>
public sealed class OutcomeTests
{
    [Fact]
    public void What_is_proved_is_not_hidden_by_what_is_only_suspected()
    {
        Assert.Equal(Outcome.Violation, Outcomes.Gravest([Outcome.Conforms, Outcome.Undecided, Outcome.Violation]));
        Assert.Equal(Outcome.Died, Outcomes.Gravest([Outcome.NothingExercised, Outcome.Undecided, Outcome.Died]));
        Assert.Equal(Outcome.Violation, Outcomes.Gravest([Outcome.HostModelDiffers, Outcome.Violation]));
    }

    [Fact]
    public void One_run_that_found_out_nothing_is_not_hidden_by_those_that_conform() =>
        Assert.Equal(
            Outcome.NothingExercised, Outcomes.Gravest([Outcome.Conforms, Outcome.NothingExercised, Outcome.Conforms]));

    [Fact]
    public void Every_outcome_has_its_place() =>
        Assert.All(Enum.GetValues<Outcome>(), o => Assert.Equal(o, Outcomes.Gravest([Outcome.Conforms, o])));

    [Fact]
    public void Of_no_run_there_is_nothing_to_be_said() => Assert.Equal(Outcome.Conforms, Outcomes.Gravest([]));
}
