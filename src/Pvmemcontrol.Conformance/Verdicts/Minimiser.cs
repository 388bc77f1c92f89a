// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Verdicts;

/// <summary>Finds a scenario in which every step is necessary to show a finding, with the target itself as the judge.</summary>
/// <param name="trial">Runs candidates.</param>
/// <param name="limit">How many candidates are run at most.</param>
internal sealed class Minimiser(Trial trial, int limit)
{
    private int _runs;

    /// <summary>Makes a scenario smaller as long as it shows the same requirement not met.</summary>
    internal Scenario Minimise(Scenario scenario, Requirement requirement)
    {
        var shrunk = true;
        while (shrunk && _runs < limit)
        {
            shrunk = false;
            foreach (var candidate in ScenarioShrinker.Shrink(scenario))
            {
                if (_runs >= limit)
                {
                    break;
                }

                if (Shows(candidate, requirement))
                {
                    scenario = candidate;
                    shrunk = true;
                    break;
                }
            }
        }

        return scenario;
    }

    /// <summary>
    /// The requirement that the minimal scenario is really about. Its steps are all necessary; so if one of them had to have
    /// no effect, or differs from a plainer one only in the form of a register write, that is what is wrong.
    /// </summary>
    internal static Finding Attribute(Finding finding, Scenario minimal, Trial.Result result)
    {
        if (result.Death is not null)
        {
            return finding;
        }

        foreach (var (step, requirement) in result.StepsWithoutEffect)
        {
            if (step < finding.Step)
            {
                return new Finding(requirement, finding.Step,
                    $"{finding.Observed}; without step {step + 1} ({minimal.Steps[step]}) this does not happen",
                    $"step {step + 1} has no effect");
            }
        }

        var form = minimal.Steps.OfType<Step.Register>().FirstOrDefault(r => r.Form != AddressForm.EightBytes);
        var isAboutBuffers = finding.Requirement == TransportRequirements.GoodBufferIsRegistered
            || finding.Requirement == RequestRequirements.EveryRequestIsAnswered;
        return form is not null && isAboutBuffers
            ? new Finding(TransportRequirements.AddressInAnyForm, finding.Step,
                $"{finding.Observed}; with the address in one 8-byte write this does not happen", finding.Allowed)
            : finding;
    }

    private bool Shows(Scenario candidate, Requirement requirement)
    {
        _runs++;
        return trial.Run(candidate).Findings.Any(f => f.Requirement == requirement);
    }
}
