// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>
/// Finds a scenario in which every step is necessary to show a finding, with the target itself as the judge.
/// </summary>
/// <param name="trial">Runs candidates.</param>
/// <param name="limit">How many candidates are run at most.</param>
/// <param name="isFreshEachTime">True to run every candidate in a process of its own.</param>
internal sealed class ScenarioMinimiser(ScenarioTrial trial, int limit, bool isFreshEachTime = false)
{
    private const int WordsOfRequest = 4;
    private int _runs;

    /// <summary>True when candidates take time that is not left.</summary>
    internal Func<bool> IsOver { get; init; } = () => false;

    /// <summary>True for a candidate that triggers a known defect: what it shows is no other.</summary>
    internal Func<Scenario, bool> IsBarred { get; init; } = _ => false;

    /// <summary>How many candidates were run.</summary>
    internal int Runs => _runs;

    /// <summary>Shrinks a scenario while it shows the same finding, by this name or by a neighbour's.</summary>
    internal (Scenario Scenario, Finding Finding) Minimise(Scenario scenario, Finding finding)
    {
        var smallest = GreedyShrinking.Shrink(new Shown(scenario, finding), s => ScenarioShrinker.Shrink(s.Scenario)
            .Select(candidate => (Before: s, Candidate: candidate)),
            next => Try(next.Candidate, next.Before), () => _runs >= limit || IsOver());
        return (smallest.Scenario, smallest.Finding);
    }

    /// <summary>The same with protections instead of attributes, if it shows that these are lost too.</summary>
    internal (Scenario Scenario, Finding Finding) AsWorse(Scenario scenario, Finding finding)
    {
        if (NeighbourRequirements.Worse(finding.Requirement) is not { } worse)
        {
            return (scenario, finding);
        }

        var protecting = scenario with { Steps = [.. scenario.Steps.Select(ScenarioShrinker.AsProtection)] };
        return Findings(protecting).FirstOrDefault(f => f.Requirement == worse) is { } found
            ? (protecting, found)
            : (scenario, finding);
    }

    private sealed record Shown(Scenario Scenario, Finding Finding);

    private Shown? Try(Scenario candidate, Shown before)
    {
        var sought = before.Finding.Requirement;
        var found = Findings(candidate);
        var same = found.FirstOrDefault(f => f.Requirement == sought)
            ?? found.FirstOrDefault(f => f.Requirement == NeighbourRequirements.OfReset(sought)
                || f.Requirement == NeighbourRequirements.Worse(sought));
        return same is null ? null : new Shown(candidate, same);
    }

    /// <summary>
    /// The requirement that the minimal scenario really violates. All its steps are necessary: if one of them must have
    /// no effect, or needs an unusual form of register write, that is the cause.
    /// </summary>
    internal Finding Attribute(Finding finding, Scenario minimal, ScenarioTrial.Result result)
    {
        if (result.Death is not null || !finding.Requirement.MakesViolation)
        {
            return finding;
        }

        var (ignored, reason) = result.StepsWithoutEffect
            .FirstOrDefault(s => s.Step < finding.Step && IsDueToCommand(minimal, s.Step, finding.Requirement));
        if (reason is not null)
        {
            // A missing answer or acknowledgement afterwards is an effect on the state, not on memory.
            var isState = finding.Requirement == RequestRequirements.EveryRequestIsAnswered
                || (finding.Requirement.Id.Area == RequirementArea.Dev && finding.Requirement.Id.Number < 20);
            var requirement = minimal.Steps[ignored] switch
            {
                Step.Save when finding.Requirement != RequestRequirements.NothingElseIsWritten => reason,
                Step.Save or Step.SaveRestore or Step.RestoreDamaged =>
                    isState ? reason : VmmRequirements.RestoreKeepsContent,
                _ => isState ? TransportRequirements.UnknownCommandKeepsState : reason,
            };
            return new Finding(requirement, finding.Step,
                $"{finding.Observed}; without step {ignored + 1} ({minimal.Steps[ignored]}) this does not happen",
                $"step {ignored + 1} has no effect");
        }

        // If both forms are needed, the one that no driver uses is the cause.
        var form = minimal.Steps.OfType<Step.Register>()
            .Where(r => r.Form != AddressForm.EightBytes)
            .MaxBy(r => r.Form);
        var isAboutBuffers = finding.Requirement == TransportRequirements.GoodBufferIsRegistered
            || finding.Requirement == TransportRequirements.BadBufferIsRefused
            || finding.Requirement == RequestRequirements.EveryRequestIsAnswered;
        return form is not null && isAboutBuffers && !ShowsWithPlainForms(minimal, finding.Requirement)
            ? new Finding(TransportJudge.RequirementOf(form.Form), finding.Step,
                $"{finding.Observed}; with the address in one 8-byte write this does not happen", finding.Allowed)
            : finding;
    }

    /// <summary>
    /// A step that only writes a command is necessary for its command. One that also fills a buffer may be necessary
    /// for that: then the same stores without the command show the finding too.
    /// </summary>
    private bool IsDueToCommand(Scenario minimal, int step, Requirement requirement)
    {
        // The remains of an earlier candidate may have made the step look necessary.
        trial.StartAfresh();
        if (Shows(minimal with { Steps = minimal.Steps.RemoveAt(step) }, requirement))
        {
            return false;
        }

        if (minimal.Steps[step] is not Step.Send send)
        {
            return true;
        }

        var buffer = minimal.Steps[..step].OfType<Step.Register>().LastOrDefault(r => r.Slot == send.Slot)?.Buffer
            ?? minimal.Layout.Regions[0].Start;
        if (!minimal.Layout.Place(buffer, Request.Size).IsGuestRam)
        {
            // There was no buffer that the guest could fill.
            return true;
        }

        if (buffer % 8 != 0 || minimal.Steps.Length + WordsOfRequest > Scenario.MaxSteps)
        {
            return false;
        }

        ReadOnlySpan<ulong> words = [send.Request.FunctionCode, send.Request.Address, send.Request.Length,
            send.Request.Arg];
        var stores = new Step[words.Length];
        for (var i = 0; i < stores.Length; i++)
        {
            stores[i] = new Step.Store(buffer + ((ulong)i * 8), words[i]);
        }

        return !Shows(minimal with { Steps = minimal.Steps.RemoveAt(step).InsertRange(step, stores) }, requirement);
    }

    private bool ShowsWithPlainForms(Scenario scenario, Requirement requirement)
    {
        trial.StartAfresh();
        var steps = scenario.Steps.Select(s => s is Step.Register r ? r with { Form = AddressForm.EightBytes } : s);
        return Shows(scenario with { Steps = [.. steps] }, requirement);
    }

    private bool Shows(Scenario candidate, Requirement requirement) =>
        Findings(candidate).Any(f => f.Requirement == requirement);

    private ImmutableArray<Finding> Findings(Scenario candidate)
    {
        if (IsBarred(candidate))
        {
            return [];
        }

        _runs++;
        if (isFreshEachTime)
        {
            trial.StartAfresh();
        }

        return trial.RunIfUsable(candidate).Findings;
    }
}
