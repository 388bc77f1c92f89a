// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Verdicts;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// Turns what a round showed into evidence: named after what shows without concurrency too, if it does; made smaller as
/// long as it shows often enough; and shown again in fresh processes, with the rate at which it does.
/// </summary>
internal sealed class RoundProsecutor(TargetSpec target, CampaignOptions options)
{
    /// <summary>What tells how rare a finding is.</summary>
    private static readonly RoundTrial.Effort Sample = new(960, TimeSpan.FromSeconds(2), Enough: 6);

    /// <summary>Of so many runs in which the round showed it twice, a smaller one shows it twice or is none.</summary>
    private const int Tolerance = 4;

    private const int LeastCandidate = 32;

    private static readonly RoundTrial.Effort Control = new(24, TimeSpan.FromMilliseconds(500));

    /// <summary>
    /// A device that hung once, for as long as it may, is not waited for so long again and again: neither by candidates
    /// nor by the attempts to show it again, but for the one that decides.
    /// </summary>
    private static readonly TimeSpan CandidatesHang = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan AttemptsHang = TimeSpan.FromSeconds(1);

    /// <summary>The longest minimisation of a hang, and what a candidate may take.</summary>
    private static readonly TimeSpan LongestOfHang = TimeSpan.FromSeconds(3);

    private static readonly RoundTrial.Effort HangCandidate = new(64, TimeSpan.FromMilliseconds(600), Least: 1);

    private readonly RunnerSettings _settings = options.Runner;

    /// <summary>The evidence for what a round showed.</summary>
    internal Evidence Prove(RoundTrial.Hit hit, long index)
    {
        var steps = hit.Round.Steps.Count();
        if (hit.Death is { IsHang: true })
        {
            return ProveHang(hit, index, steps);
        }

        using var trial = new RoundTrial(target, _settings);
        hit = Attribute(trial, hit);
        if (hit.Death is { IsHang: true })
        {
            return ProveHang(hit, index, steps);
        }

        var minimal = Minimise(trial, hit);
        return ToEvidence(minimal, Attempts(trial, minimal), index, steps);
    }

    private Evidence ProveHang(RoundTrial.Hit hit, long index, int steps)
    {
        using var quick = new RoundTrial(target, _settings.Within(CandidatesHang));
        using var trial = new RoundTrial(target, _settings.Within(AttemptsHang));
        using var atLimit = new RoundTrial(target, _settings);
        var whole = Attribute(trial, hit);
        var minimal = Shrink(quick, whole, HangCandidate, LongestOfHang);
        var attempts = Attempts(trial, minimal, atLimit);

        // A candidate that was only slow is no smaller hang.
        return attempts.IsReproduced(minimal.Finding.Requirement) || minimal == whole
            ? ToEvidence(minimal, attempts, index, steps)
            : ToEvidence(whole, Attempts(trial, whole, atLimit), index, steps);
    }

    private static RoundAttempts Attempts(RoundTrial trial, RoundTrial.Hit hit, RoundTrial? decisive = null) =>
        RoundAttempts.Of(
            trial, hit.Round, hit.Finding.Requirement, hit.Death is { IsHang: true }, () => false, decisive);

    private static Evidence ToEvidence(RoundTrial.Hit hit, RoundAttempts attempts, long index, int steps)
    {
        var requirement = hit.Finding.Requirement;
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
                return serial with
                {
                    Finding = serial.Finding.As(serial.Finding.Alone ?? serial.Finding.Requirement)!,
                };
            }
        }

        trial.StartAfresh();

        // What ends the process only while a request is rewritten ends it because of that.
        return hit.Finding.Also is { } cause ? hit with { Finding = hit.Finding.As(cause)! } : hit;
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

    private RoundTrial.Hit Minimise(RoundTrial trial, RoundTrial.Hit hit)
    {
        var clock = Stopwatch.StartNew();
        var sample = trial.Run(hit.Round, hit.Finding.Requirement, Sample);
        if (sample.Shown == 0)
        {
            return hit;
        }

        var effort = new RoundTrial.Effort(
            Math.Max(LeastCandidate, Tolerance * 2 * sample.Runs / sample.Shown), TimeSpan.FromSeconds(1), Enough: 2);
        return Shrink(trial, hit, effort, options.LongestReduction - clock.Elapsed);
    }

    /// <summary>The smallest round found in this time that shows the same; each candidate has such an effort.
    /// </summary>
    private static RoundTrial.Hit Shrink(
        RoundTrial trial, RoundTrial.Hit hit, RoundTrial.Effort effort, TimeSpan longest)
    {
        var clock = Stopwatch.StartNew();
        var shrunk = true;
        while (shrunk && clock.Elapsed < longest)
        {
            shrunk = false;
            foreach (var candidate in RoundShrinker.Shrink(hit.Round))
            {
                if (clock.Elapsed >= longest)
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
