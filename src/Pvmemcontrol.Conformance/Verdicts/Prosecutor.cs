// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;

namespace Pvmemcontrol.Conformance.Verdicts;

/// <summary>Turns a finding into evidence: shown again in a fresh process, minimised, attributed.</summary>
internal sealed class Prosecutor(TargetSpec target, CampaignOptions options)
{
    /// <summary>Candidates that a minimisation may run; a hang costs the step limit each.</summary>
    private const int MaxRuns = 600;
    private const int MaxHangs = 6;

    /// <summary>The evidence for a finding.</summary>
    internal Evidence Prove(Scenario scenario, long index, Finding finding, RunDeath? death)
    {
        using var trial = new Trial(target, options.Profile, options.Runner);
        var again = trial.Run(scenario);
        var shown = again.Findings.FirstOrDefault(f => f.Requirement == finding.Requirement);
        if (shown is null)
        {
            return new Evidence(finding, scenario, [], index, scenario.Steps.Length, death, IsReproduced: false);
        }

        var limit = again.Death is { IsHang: true } ? MaxHangs : MaxRuns;
        var start = again.Death is null ? scenario : Cut(scenario, again.Death.Step);
        var minimal = new Minimiser(trial, limit).Minimise(start, finding.Requirement);

        // Once more in a new process, so that what is printed owes nothing to earlier candidates.
        trial.StartAfresh();
        var final = trial.Run(minimal);
        shown = final.Findings.FirstOrDefault(f => f.Requirement == finding.Requirement);
        return shown is null
            ? new Evidence(finding, scenario, again.Observations, index, scenario.Steps.Length, again.Death, IsReproduced: true)
            : new Evidence(Minimiser.Attribute(shown, minimal, final), minimal, final.Observations, index, scenario.Steps.Length,
                final.Death, IsReproduced: true);
    }

    /// <summary>Steps after the one that died never ran.</summary>
    private static Scenario Cut(Scenario scenario, int step) =>
        step >= scenario.Steps.Length ? scenario : scenario with { Steps = scenario.Steps[..(step + 1)] };
}
