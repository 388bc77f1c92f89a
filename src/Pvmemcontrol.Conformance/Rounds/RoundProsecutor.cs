// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// Turns what a round showed into evidence: named after what shows without concurrency too, if it does; made smaller as
/// long as it shows often enough; and shown again in fresh processes, with the rate at which it does.
/// </summary>
internal sealed class RoundProsecutor(TargetSpec target, RunnerSettings settings)
{
    /// <summary>Fresh processes that the smallest round is shown to at most: until half of them have shown it, or
    /// cannot any more.</summary>
    private const int Attempts = 10;

    /// <summary>A hang is waited for each time.</summary>
    private const int AttemptsAtHangs = 3;

    /// <summary>What each of them may take.</summary>
    private static readonly RoundTrial.Effort Attempt = new(640, TimeSpan.FromMilliseconds(800), Least: 96);

    /// <summary>What tells how rare a finding is.</summary>
    private static readonly RoundTrial.Effort Sample = new(960, TimeSpan.FromSeconds(2), Enough: 6);

    /// <summary>Of so many runs in which the round showed it twice, a smaller one shows it twice or is none.</summary>
    private const int Tolerance = 4;

    private const int LeastCandidate = 32;

    private static readonly RoundTrial.Effort Control = new(24, TimeSpan.FromMilliseconds(500));
    private static readonly TimeSpan LongestMinimisation = TimeSpan.FromSeconds(8);

    /// <summary>The evidence for what a round showed.</summary>
    internal Evidence Prove(RoundTrial.Hit hit, long index)
    {
        using var trial = new RoundTrial(target, settings);
        var steps = hit.Round.Steps.Count();
        hit = Attribute(trial, hit);
        var isHang = hit.Death is { IsHang: true };
        if (!isHang)
        {
            hit = Minimise(trial, hit);
        }

        var (shown, attempts, runs, all) = (0, 0, 0L, 0L);
        var most = isHang ? AttemptsAtHangs : Attempts;
        for (; shown * 2 < most && (attempts - shown) * 2 <= most; attempts++)
        {
            trial.StartAfresh();
            var tally = trial.Run(hit.Round, hit.Finding.Requirement, Attempt);
            (shown, runs, all) = (shown + (tally.Shown > 0 ? 1 : 0), runs + tally.Runs, all + tally.Shown);
            hit = attempts == 0 && tally.First is { } again ? again : hit;
        }

        return new Evidence(hit.Finding.Finding, new Scenario(hit.Round.Seed, RoundLayout.Layout, []), [], index, steps,
            hit.Death, IsReproduced: shown * 2 >= most)
        {
            Account = hit.Account,
            Heads = RoundText.Heads(hit.Round),
            IsInMemory = hit.Finding.IsHard,
            Rate = new Rate(shown, attempts, all, runs, hit.Round.Steps.Count()),
        };
    }

    /// <summary>What the round, or what is left of it without concurrency, shows when vCPUs take turns.</summary>
    private static RoundTrial.Hit Attribute(RoundTrial trial, RoundTrial.Hit hit)
    {
        foreach (var control in Controls(hit.Round))
        {
            trial.StartAfresh();
            if (trial.Run(control, null, Control, isSerial: true).First is { } serial)
            {
                var name = serial.Finding.Alone ?? serial.Finding.Requirement;
                var finding = serial.Finding with { Finding = serial.Finding.Finding with { Requirement = name } };
                return serial with { Finding = finding };
            }
        }

        trial.StartAfresh();

        // What ends the process only while a request is rewritten ends it because of that.
        return hit.Round.IsRewritten && hit.Finding.Requirement == EffectRequirements.DeviceSurvives
            ? hit with
            {
                Finding = hit.Finding with
                {
                    Finding = hit.Finding.Finding with { Requirement = ConcurrencyRequirements.RequestIsReadOnce },
                },
            }
            : hit;
    }

    private static IEnumerable<Round> Controls(Round round)
    {
        yield return round;
        foreach (var step in round.Steps.Where(s => s.Action == VcpuAction.Rewrite))
        {
            var other = SharedMemory.Readings(round, step.Slot).Last();
            yield return round with
            {
                Requests = round.Requests.SetItem(step.Slot, other),
                Vcpus = [.. round.Vcpus.Select(v => v.RemoveAll(s => s.Action == VcpuAction.Rewrite))],
            };
        }
    }

    private static RoundTrial.Hit Minimise(RoundTrial trial, RoundTrial.Hit hit)
    {
        var clock = Stopwatch.StartNew();
        var sample = trial.Run(hit.Round, hit.Finding.Requirement, Sample);
        if (sample.Shown == 0)
        {
            return hit;
        }

        var effort = new RoundTrial.Effort(
            Math.Max(LeastCandidate, Tolerance * 2 * sample.Runs / sample.Shown), TimeSpan.FromSeconds(1), Enough: 2);
        var shrunk = true;
        while (shrunk && clock.Elapsed < LongestMinimisation)
        {
            shrunk = false;
            foreach (var candidate in RoundShrinker.Shrink(hit.Round))
            {
                if (clock.Elapsed >= LongestMinimisation)
                {
                    break;
                }

                var tally = trial.Run(candidate, hit.Finding.Requirement, effort);
                if (tally.Shown >= effort.Enough)
                {
                    (hit, shrunk) = (tally.First!, true);
                    break;
                }
            }
        }

        return hit;
    }
}
