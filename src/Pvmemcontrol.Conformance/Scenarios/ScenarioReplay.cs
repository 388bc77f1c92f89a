// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Targets;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>Replays a scenario's counterexample.</summary>
/// <param name="replayed">What is replayed.</param>
/// <param name="options">The options, among them the profile.</param>
/// <param name="coverage">Counts what is exercised.</param>
internal sealed class ScenarioReplay(
    ScenarioCounterexample replayed, CampaignOptions options, Coverage coverage)
{
    /// <summary>Runs the steps on a target and judges the result.</summary>
    /// <exception cref="TargetUnusableException">The target cannot be used; one line.</exception>
    internal Verdict RunOn(TargetSpec target)
    {
        var shown = new ScenarioReproducer(target, options)
            .Show(replayed.Scenario, replayed.Origin.Index, coverage);
        var isViolation = shown.Exists(c => c.Finding.Requirement.MakesViolation);
        var difference = isViolation && !replayed.IsBareKernel
            ? BareReplay.FindDifference(replayed.Scenario, replayed.Origin, options.Runner)
            : null;
        return Conclude(target, shown, difference);
    }

    /// <summary>The verdict on a replay.</summary>
    /// <param name="target">The target of the replay.</param>
    /// <param name="shown">All counterexamples that it shows.</param>
    /// <param name="difference">The difference between the bare kernel and the model, or null.</param>
    internal Verdict Conclude(
        TargetSpec target, List<ScenarioCounterexample> shown, ScenarioCounterexample? difference)
    {
        var violation = shown.Find(c => c.Finding.Requirement.MakesViolation);
        var deviations = shown.FindAll(c => !c.Finding.Requirement.MakesViolation);
        var origin = replayed.Origin;
        return new Verdict(
            ScenarioCampaign.KindOf(options.Profile, origin.Backing, origin.Seed, options.Runner.Vcpus), target,
            options.Profile, origin.Backing, origin.Seed, Judge(violation, deviations, difference), 1,
            replayed.Scenario.Requests, TimeSpan.Zero, coverage, difference ?? violation, [.. deviations]);
    }

    private Outcome Judge(ScenarioCounterexample? violation, List<ScenarioCounterexample> deviations,
        ScenarioCounterexample? difference) =>
        violation is null ? options.OutcomeOf(deviations)
        : difference is not null || replayed.IsBareKernel ? Outcome.HostModelDiffers
        : violation.Outcome;
}
