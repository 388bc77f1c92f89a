// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Traces;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Verdicts;

/// <summary>Turns a finding into evidence: shown again in a fresh process, minimised, attributed.</summary>
internal sealed class Prosecutor(TargetSpec target, CampaignOptions options)
{
    /// <summary>
    /// Candidates with a process each that one minimisation may have. They take many times as long as others.
    /// </summary>
    private const int FreshCandidates = 100;

    /// <summary>The same, of what is no more than a deviation.</summary>
    private const int FreshOfDeviation = 40;

    /// <summary>Most of what is only slow is soon told from what hangs.</summary>
    private static readonly TimeSpan SlowAtMost = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How many of them are left to all findings of a run, so that many findings do not make it endless.
    /// </summary>
    private int _freshLeft = 150;

    /// <summary>
    /// Register values that have turned out to be constants of the target: what they once were taken for would come
    /// before the finding.
    /// </summary>
    internal ImmutableArray<ulong> Constants { get; set; } = [];

    /// <summary>How a minimisation runs its candidates.</summary>
    /// <param name="Candidates">At most so many.</param>
    /// <param name="StepLimit">How long a step may take; the last word has the full limit.</param>
    /// <param name="IsFresh">True for a process each.</param>
    private sealed record Effort(int Candidates, TimeSpan StepLimit, bool IsFresh);

    /// <summary>The evidence for a finding.</summary>
    /// <param name="scenario">What was run.</param>
    /// <param name="index">Which scenario of the run that was.</param>
    /// <param name="finding">What it showed.</param>
    /// <param name="recording">All that it showed: the only evidence where it does not show again.</param>
    internal Evidence Prove(Scenario scenario, long index, Finding finding, Recording recording)
    {
        var death = recording.Death;
        var isHang = death is { IsHang: true };
        var quick = new Effort(isHang
            ? 60
            : 600, isHang
            ? TimeSpan.FromMilliseconds(500)
            : options.Runner.StepLimit, IsFresh: false);
        var unproved = new Evidence(finding, scenario, recording.Observations, index, scenario.Steps.Length, death,
            IsReproduced: false)
        {
            Recording = recording,
        };
        var whole = death is null ? scenario : Cut(scenario, death.Step);
        var again = RunAfresh(
            whole, isHang ? quick with { StepLimit = options.Runner.Within(SlowAtMost).StepLimit } : quick);
        if (Find(again, finding) is not { } shown)
        {
            return unproved;
        }

        var start = whole;
        if (Harmless(start, shown, quick) is { } harmless)
        {
            (start, shown) = harmless;
        }

        // What candidates leave behind in the process may make later ones look guilty: if so, a process each.
        return TryMinimise(start, shown, index, scenario.Steps.Length, quick)
            ?? TryMinimise(start, shown, index, scenario.Steps.Length, quick with
            {
                Candidates = Math.Min(
                    shown.Requirement.MakesViolation ? FreshCandidates : FreshOfDeviation, _freshLeft),
                IsFresh = true,
            })
            ?? AsItIs(start, shown, index, scenario.Steps.Length, isHang ? null : again)
            ?? AsItIs(whole, finding, index, scenario.Steps.Length, isHang ? null : again)
            ?? unproved;
    }

    /// <summary>
    /// The evidence where nothing smaller shows the finding; null if it does not show itself. What a candidate is given
    /// to hang is too little for the last word: for that it is run again.
    /// </summary>
    private Evidence? AsItIs(Scenario scenario, Finding finding, long index, int originalSteps, Trial.Result? shown)
    {
        var result = shown ?? RunAfresh(scenario, new Effort(1, options.Runner.StepLimit, IsFresh: true));
        return Find(result, finding) is { } found
            ? new Evidence(found, scenario, result.Observations, index, originalSteps, result.Death,
                IsReproduced: true)
            {
                Recording = result.Recording,
            }
            : null;
    }

    /// <summary>The evidence for all that a scenario shows, as it is.</summary>
    /// <exception cref="TargetUnusableException">The target cannot be used; one line.</exception>
    internal List<Evidence> Show(Scenario scenario, long index, Coverage coverage)
    {
        List<Evidence> constants = [];
        while (true)
        {
            using var trial = NewTrial(options.Runner.StepLimit);
            var first = trial.Run(scenario, coverage);
            trial.StartAfresh();
            var again = first.Findings.IsEmpty ? first : trial.RunIfUsable(scenario);
            Evidence Evident(Finding finding, bool isReproduced) => new(finding, scenario, first.Observations, index,
                scenario.Steps.Length, first.Death, isReproduced)
            {
                Recording = first.Recording,
                Remark = $"{(isReproduced ? "" : "not ")}shown again in a fresh process",
            };

            if (Constant(first, again) is { } constant && !IsKnown(first.Observations[constant.Step]))
            {
                constants.Add(Evident(constant, isReproduced: true));
                Know(first.Observations[constant.Step]);
                continue;
            }

            return
            [
                .. first.Findings.Select(finding => Evident(
                    new Minimiser(trial, limit: 100).Attribute(finding, scenario, first),
                    Find(again, finding) is not null)),
                .. constants.DistinctBy(c => c.Finding.Requirement),
            ];
        }
    }

    /// <summary>From now on what these registers read is known to be a constant of the target.</summary>
    internal void Know(in Observation shown) => Constants = [.. Constants, shown.A, shown.B];

    private bool IsKnown(in Observation shown) => Constants.Contains(shown.A) && Constants.Contains(shown.B);

    /// <summary>What looked like a disclosure and is the same in another process, by its right name; or null.</summary>
    private static Finding? Constant(Trial.Result one, Trial.Result other) =>
        one.Findings.FirstOrDefault(f => f.Requirement == TransportRequirements.RegistersDiscloseNothing) is { } finding
            && Find(other, finding)?.Observed == finding.Observed
            ? finding with { Requirement = TransportRequirements.UnusedRegistersAreKnown }
            : null;

    /// <summary>
    /// Where a device died and a revoked page seems to be why: the same scenario without any revocation, and what it
    /// shows, if it dies all the same.
    /// </summary>
    private (Scenario Scenario, Finding Finding)? Harmless(Scenario scenario, Finding finding, Effort effort)
    {
        if (finding.Requirement != EffectRequirements.LiveBufferSurvivesProtection
            && finding.Requirement != EffectRequirements.RevokedBufferIsHarmless)
        {
            return null;
        }

        var steps = scenario.Steps.Select(step => step is Step.Send { Request: { IsKnown: true } request } send
            && VmaEffects.Revokes(request.Function)
                ? send with { Request = request with { FunctionCode = (ulong)FunctionCode.MProtectRW } }
                : step);
        var without = scenario with { Steps = [.. steps] };
        return RunAfresh(without, effort) is { Death: not null, Findings: [var other, ..] } ? (without, other) : null;
    }

    private static Finding? Find(Trial.Result result, Finding finding) =>
        result.Findings.FirstOrDefault(f => f.Requirement == finding.Requirement);

    /// <summary>Steps after the one that died never ran.</summary>
    private static Scenario Cut(Scenario scenario, int step) =>
        step >= scenario.Steps.Length ? scenario : scenario with { Steps = scenario.Steps[..(step + 1)] };

    private Trial.Result RunAfresh(Scenario scenario, Effort effort)
    {
        using var trial = NewTrial(effort.StepLimit);
        return trial.RunIfUsable(scenario);
    }

    private Trial NewTrial(TimeSpan stepLimit) =>
        new(target, options.Profile, options.Runner with { StepLimit = stepLimit }, Constants);

    /// <summary>The smallest scenario, if a new process shows the finding with it.</summary>
    private Evidence? TryMinimise(Scenario scenario, Finding finding, long index, int originalSteps, Effort effort)
    {
        using var trial = NewTrial(effort.StepLimit);
        var minimiser = new Minimiser(trial, effort.Candidates, effort.IsFresh);
        (var minimal, finding) = MinimiseToCause(minimiser, trial, scenario, finding);
        _freshLeft = effort.IsFresh ? Math.Max(0, _freshLeft - minimiser.Runs) : _freshLeft;

        // The full limit of time, and a process that owes nothing to earlier candidates.
        var final = RunAfresh(minimal, effort with { StepLimit = options.Runner.StepLimit });
        return Find(final, finding) is { } shown
            ? new Evidence(Attribute(minimiser, shown, minimal, final, effort), minimal, final.Observations, index,
                originalSteps,
                final.Death, IsReproduced: true)
            {
                Recording = final.Recording,
            }
            : null;
    }

    private Finding Attribute(
        Minimiser minimiser, Finding finding, Scenario minimal, Trial.Result result, Effort effort)
    {
        // Addresses and left-over bytes differ from process to process; what does not is a constant of the device.
        return finding.Requirement != TransportRequirements.RegistersDiscloseNothing
            ? minimiser.Attribute(finding, minimal, result)
            : Constant(result, RunAfresh(minimal, effort)) ?? finding;
    }

    /// <summary>
    /// Where memory is found wrong at the end, the last step that touched it gives the name. If a step can be left out
    /// and the very same bytes are wrong, it was not that step: the scenario without it, and what it shows.
    /// </summary>
    private static (Scenario Scenario, Finding Finding)? WithoutBystander(
        Trial trial, Scenario minimal, Finding finding)
    {
        for (var step = minimal.Steps.Length - 1; step >= 0; step--)
        {
            var fewer = minimal with { Steps = minimal.Steps.RemoveAt(step) };
            var same = trial.RunIfUsable(fewer).Findings.FirstOrDefault(f =>
                f.Requirement.MakesViolation && f.Step == fewer.Steps.Length && f.Observed == finding.Observed);
            if (same is not null)
            {
                return (fewer, same);
            }
        }

        return null;
    }

    /// <summary>
    /// The smallest scenario; and, where what came before the step that showed the violation is a violation by itself
    /// once all memory is compared, the smallest of that.
    /// </summary>
    private static (Scenario Minimal, Finding Finding) MinimiseToCause(Minimiser minimiser, Trial trial,
        Scenario scenario, Finding finding)
    {
        var minimal = minimiser.Minimise(scenario, finding.Requirement);
        var shown = trial.RunIfUsable(minimal);
        if (Find(shown, finding) is { } last && shown.Death is null && last.Step == minimal.Steps.Length
            && WithoutBystander(trial, minimal, last) is var (fewer, same))
        {
            return MinimiseToCause(minimiser, trial, fewer, same);
        }

        var at = Find(shown, finding)?.Step ?? minimal.Steps.Length;
        if (shown.Death is not null || at >= minimal.Steps.Length || !finding.Requirement.MakesViolation)
        {
            return (minimal, finding);
        }

        var before = minimal with { Steps = minimal.Steps[..at] };
        return trial.RunIfUsable(before).Findings.FirstOrDefault(f => f.Requirement.MakesViolation) is { } earlier
            ? (minimiser.Minimise(before, earlier.Requirement), earlier)
            : (minimal, finding);
    }
}
