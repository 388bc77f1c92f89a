// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Conformance.Running;
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

        var requirement = hit.Finding.Requirement;
        var attempts = RoundAttempts.Of(trial, hit.Round, requirement, isHang, () => false);
        return (attempts.InFirst ?? hit).ToEvidence(
            index, steps, attempts.Rate(requirement), attempts.IsReproduced(requirement));
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
