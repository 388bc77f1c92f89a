// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Diagnostics;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>Reproduces findings in a fresh process, minimises and attributes them.</summary>
internal sealed partial class ScenarioReproducer(TargetSpec target, CampaignOptions options)
{
    /// <summary>
    /// The most candidates with a process each in one minimisation. They take many times as long as others.
    /// </summary>
    private const int FreshCandidates = 100;

    /// <summary>The same for a deviation.</summary>
    private const int FreshOfDeviation = 40;

    /// <summary>Enough to tell most slow steps from hangs.</summary>
    private static readonly TimeSpan SlowAtMost = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How many of them are left to all findings of a run, so that many findings do not prolong it without end.
    /// </summary>
    private int _freshLeft = 150;

    /// <summary>
    /// Register values that proved to be constants of the target: otherwise the finding about them would come first.
    /// </summary>
    internal ImmutableArray<ulong> Constants { get; set; } = [];

    /// <summary>How a minimisation runs its candidates.</summary>
    /// <param name="Candidates">The most candidates.</param>
    /// <param name="StepLimit">How long a step may take; the final run has the full limit.</param>
    /// <param name="IsFresh">True for a process each.</param>
    private sealed record Effort(int Candidates, TimeSpan StepLimit, bool IsFresh);

    /// <summary>The counterexample for a finding.</summary>
    internal ScenarioCounterexample Prove(UnconfirmedFinding found)
    {
        // Where several findings wait, starting a process for each takes time that is not there.
        if (options.IsAround && options.Runner.ForProofs.Deadline.IsOver)
        {
            return Late(found);
        }

        try
        {
            return Reproduce(found);
        }
        catch (TimeUpException)
        {
            return Late(found);
        }
    }

    private ScenarioCounterexample Late(UnconfirmedFinding found) =>
        Counterexample(found, found.Finding, found.Recording, isReproduced: false) with
        {
            Remark = $"suspected only: no time was left to reproduce it (scenario {found.Index})",
        };

    private ScenarioCounterexample Reproduce(UnconfirmedFinding found)
    {
        var (finding, recording) = (found.Finding, found.Recording);
        var (scenario, death) = (recording.Scenario, recording.Death);

        // Something may have been wrong before the step that ended the process.
        var isHang = death is { IsHang: true } && finding.Step >= death.Step;
        var quick = isHang
            ? new Effort(60, TimeSpan.FromMilliseconds(500), IsFresh: false)
            : new Effort(600, QuickLimit, IsFresh: false);
        var whole = Cut(scenario, Math.Min(death?.Step ?? finding.Step, finding.Step));
        var again = RunKept(
            whole, isHang ? quick with { StepLimit = options.Runner.Within(SlowAtMost).StepLimit } : quick);
        if (Find(again, finding) is not { } shown)
        {
            return Counterexample(found, finding, recording, isReproduced: false);
        }

        var start = whole;
        if (Harmless(start, shown, quick) is { } harmless)
        {
            (start, shown) = harmless;
        }

        // The remains of a candidate may change the result of a later one: then each gets its own process.
        return TryMinimise(start, shown, found, quick)
            ?? TryMinimise(start, shown, found, quick with
            {
                Candidates = Math.Min(
                    shown.Requirement.MakesViolation ? FreshCandidates : FreshOfDeviation, _freshLeft),
                IsFresh = true,
            })
            ?? AsItIs(start, shown, found, isHang ? null : again)
            ?? AsItIs(whole, finding, found, isHang ? null : again)
            ?? Counterexample(found, finding, recording, isReproduced: false);
    }

    private ScenarioCounterexample Counterexample(
        UnconfirmedFinding found, Finding finding, ScenarioRecording recording, bool isReproduced) =>
        new(finding, Origin.Of(target, options, found.Index), new SecondRun(isReproduced), recording,
            found.Recording.Scenario.Steps.Length);

    /// <summary>
    /// The counterexample if nothing smaller shows the finding; null if the scenario does not show it again. The final
    /// run has the full step limit.
    /// </summary>
    private ScenarioCounterexample? AsItIs(
        Scenario scenario, Finding finding, UnconfirmedFinding found, ScenarioTrial.Result? shown)
    {
        var result = shown ?? RunAfresh(scenario, new Effort(1, options.Runner.StepLimit, IsFresh: true));
        return Find(result, finding) is { } same
            ? Counterexample(found, same, result.Recording!, isReproduced: true)
            : null;
    }

    /// <summary>The counterexamples for everything that a scenario shows, without minimising it.</summary>
    /// <exception cref="TargetUnusableException">The target cannot be used; one line.</exception>
    internal List<ScenarioCounterexample> Show(Scenario scenario, long index, Coverage coverage)
    {
        List<ScenarioCounterexample> constants = [];
        while (true)
        {
            using var trial = NewTrial(options.Runner.StepLimit);
            var first = trial.Run(scenario, coverage);
            trial.StartAfresh();
            var again = first.Findings.IsEmpty ? first : trial.RunIfUsable(scenario);
            ScenarioCounterexample Shown(Finding finding, bool isReproduced) => new(
                finding, Origin.Of(target, options, index), new SecondRun(isReproduced), first.Recording!,
                scenario.Steps.Length)
            {
                Remark = $"{(isReproduced ? "" : "not ")}reproduced in a fresh process",
            };

            if (Constant(first, again) is { } constant && !IsKnown(first.Recording!.Observations[constant.Step]))
            {
                constants.Add(Shown(constant, isReproduced: true));
                Know(first.Recording.Observations[constant.Step]);
                continue;
            }

            return
            [
                .. first.Findings.Select(finding => Shown(
                    new ScenarioMinimiser(trial, limit: 100).Attribute(finding, scenario, first),
                    Find(again, finding) is not null)),
                .. constants.DistinctBy(c => c.Finding.Requirement),
            ];
        }
    }

    /// <summary>From now on these register values are known to be constants of the target.</summary>
    internal void Know(in Observation shown) => Constants = [.. Constants, .. WordsOf(shown)];

    private bool IsKnown(in Observation shown) => WordsOf(shown).All(Constants.Contains);

    private static ImmutableArray<ulong> WordsOf(in Observation shown) =>
        shown.Kind == ObservationKind.Registers ? [shown.A, shown.B] : [shown.A];

    /// <summary>
    /// A supposed disclosure that is the same in another process, under its proper requirement; or null.
    /// </summary>
    private static Finding? Constant(ScenarioTrial.Result one, ScenarioTrial.Result other) =>
        one.Findings.FirstOrDefault(f => f.Requirement == TransportRequirements.RegistersDiscloseNothing) is { } finding
            && Find(other, finding)?.Observed == finding.Observed
            ? finding with { Requirement = TransportRequirements.UnusedRegistersAreKnown }
            : null;

    /// <summary>
    /// If a device died and a revoked page seems to be the cause: the same scenario without any revocation, and what it
    /// shows, if it still dies.
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

    private static Finding? Find(ScenarioTrial.Result result, Finding finding) =>
        result.Findings.FirstOrDefault(f => f.Requirement == finding.Requirement);

    /// <summary>Steps after the one that ended the process never ran; those after a finding do not matter.</summary>
    private static Scenario Cut(Scenario scenario, int step) =>
        step >= scenario.Steps.Length ? scenario : scenario with { Steps = scenario.Steps[..(step + 1)] };

    private ScenarioTrial.Result RunAfresh(Scenario scenario, Effort effort)
    {
        using var trial = NewTrial(effort.StepLimit);
        return trial.RunIfUsable(scenario);
    }

    private ScenarioTrial NewTrial(TimeSpan stepLimit) =>
        new(target, options.Profile, options.Runner.ForProofs with { StepLimit = stepLimit }, Constants,
            options.Known?.SetAside);

    /// <summary>The smallest scenario, if it shows the finding in a new process.</summary>
    private ScenarioCounterexample? TryMinimise(
        Scenario scenario, Finding finding, UnconfirmedFinding found, Effort effort)
    {
        using var fresh = _kept is null || effort.IsFresh
            ? NewTrial(effort.StepLimit) : null;
        var trial = fresh ?? _kept!;
        var clock = Stopwatch.StartNew();
        var minimiser = new ScenarioMinimiser(trial, effort.Candidates, effort.IsFresh)
        {
            // After the first proof, proving must not take the time to find.
            IsOver = () => options.Runner.Deadline.IsOver
                || (options.IsAround && clock.Elapsed >= options.LongestNext),
            IsBarred = scenario => options.IsAround && options.Known!.AreMet(scenario),
        };
        (var minimal, finding) = MinimiseToCause(minimiser, trial, scenario, finding);
        _freshLeft = effort.IsFresh ? Math.Max(0, _freshLeft - minimiser.Runs) : _freshLeft;

        // With the full step limit, in a process without remains of earlier candidates.
        var final = RunAfresh(minimal, effort with { StepLimit = options.Runner.StepLimit });
        return Find(final, finding) is { } shown
            ? Counterexample(found, Attribute(minimiser, shown, minimal, final, effort), final.Recording!,
                isReproduced: true)
            : null;
    }

    private Finding Attribute(
        ScenarioMinimiser minimiser, Finding finding, Scenario minimal, ScenarioTrial.Result result, Effort effort)
    {
        // Addresses and left-over bytes differ between processes; other values are constants of the device.
        return finding.Requirement != TransportRequirements.RegistersDiscloseNothing
            ? minimiser.Attribute(finding, minimal, result)
            : Constant(result, RunAfresh(minimal, effort)) ?? finding;
    }

    /// <summary>
    /// A finding in the final memory is named after the last step that touched the page. If the same bytes are wrong
    /// without that step, it is not the cause: the scenario without it, and what it shows.
    /// </summary>
    private static (Scenario Scenario, Finding Finding)? WithoutBystander(
        ScenarioTrial trial, Scenario minimal, Finding finding)
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
    /// The smallest scenario. If the steps before the one that showed the violation already violate, once all memory is
    /// compared, the smallest scenario of those.
    /// </summary>
    private static (Scenario Minimal, Finding Finding) MinimiseToCause(ScenarioMinimiser minimiser, ScenarioTrial trial,
        Scenario scenario, Finding finding)
    {
        (scenario, finding) = minimiser.AsWorse(scenario, finding);
        (var minimal, finding) = minimiser.Minimise(scenario, finding);
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
            ? MinimiseToCause(minimiser, trial, before, earlier)
            : (minimal, finding);
    }
}
