// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Diagnostics;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// Reproduces the finding of a round. It attributes the finding to what also shows without concurrency, if anything
/// does; shrinks the round while it shows often enough; and measures the rate in fresh processes.
/// </summary>
internal sealed class RoundReproducer(TargetSpec target, CampaignOptions options)
{
    /// <summary>The effort to estimate how rare a finding is.</summary>
    private static readonly RoundTrial.Effort Sample = new(960, TimeSpan.FromSeconds(2), Enough: 6);

    /// <summary>Each death costs a process.</summary>
    private const int EnoughDeaths = 2;

    /// <summary>A smaller round may need this many times the runs that the whole one needs to show it twice.</summary>
    private const int Tolerance = 4;

    private const int LeastCandidate = 32;

    private static readonly RoundTrial.Effort Control = new(24, TimeSpan.FromMilliseconds(500));

    /// <summary>
    /// The same for a hang. vCPUs that take turns hang at once or never, and the rounds that show hangs take long.
    /// </summary>
    private static readonly RoundTrial.Effort HangControl = Control with { Runs = 4 };

    /// <summary>
    /// After a hang for the full limit, candidates and attempts to reproduce it wait less, except for the one that
    /// decides.
    /// </summary>
    private static readonly TimeSpan CandidatesHang = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan AttemptsHang = TimeSpan.FromSeconds(1);

    /// <summary>The most time for the minimisation of a hang.</summary>
    private static readonly TimeSpan LongestOfHang = TimeSpan.FromSeconds(3);

    private static readonly RoundTrial.Effort HangCandidate = new(64, TimeSpan.FromMilliseconds(600), Least: 1);

    /// <summary>At most half of the time that is left: the smallest round has to be reproduced too.</summary>
    private TimeSpan LongestReduction => TimeSpan.FromTicks(
        Math.Min(options.LongestNext.Ticks, options.Runner.Deadline.Left.Ticks / 2));

    private readonly RunnerSettings _settings = options.Runner.ForProofs;

    /// <summary>True when vCPUs that take turns show it.</summary>
    private bool _isSerial;

    /// <summary>True for what one vCPU shows, if scenarios showed it already.</summary>
    private bool IsKnown(RoundTrial.Hit hit) => _isSerial && options.Known is { } known
        && known.Has(hit.Finding.Requirement);

    /// <summary>
    /// The counterexample for the finding of a round. Where the time is over, it has the name that was found by then.
    /// </summary>
    internal RoundCounterexample Prove(RoundTrial.Hit hit, Origin origin)
    {
        var steps = hit.Round.Steps.Count();
        try
        {
            if (hit.Death is not { IsHang: true })
            {
                using var trial = new RoundTrial(target, _settings);
                hit = Attribute(trial, hit);
                if (IsKnown(hit))
                {
                    return hit.ToCounterexample(origin, steps, new Rate(0, 0, 0, 0, IsReproduced: true)) with
                    {
                        IsSerial = true,
                    };
                }

                if (hit.Death is not { IsHang: true })
                {
                    var minimal = Minimise(trial, hit);
                    return ToCounterexample(minimal, Attempts(trial, minimal), origin, steps);
                }
            }

            return ProveHang(hit, origin, steps);
        }
        catch (TimeUpException)
        {
            return hit.ToCounterexample(origin, steps, new Rate(0, 0, 0, 0, IsReproduced: false)) with
            {
                Remark = "no time was left to reproduce it",
            };
        }
    }

    private RoundCounterexample ProveHang(RoundTrial.Hit hit, Origin origin, int steps)
    {
        using var quick = new RoundTrial(target, _settings.Within(CandidatesHang));
        using var trial = new RoundTrial(target, _settings.Within(AttemptsHang));
        using var atLimit = new RoundTrial(target, _settings);
        var whole = Attribute(trial, hit);
        var minimal = Shrink(quick, whole, HangCandidate, LongestOfHang);
        var attempts = Attempts(trial, minimal, atLimit);

        // A candidate that was only slow is not a smaller hang.
        return attempts.Rate(minimal.Finding.Requirement).IsReproduced || minimal == whole
            ? ToCounterexample(minimal, attempts, origin, steps)
            : ToCounterexample(whole, Attempts(trial, whole, atLimit), origin, steps);
    }

    private static RoundAttempts Attempts(RoundTrial trial, RoundTrial.Hit hit, RoundTrial? decisive = null) =>
        RoundAttempts.Of(
            trial, hit.Round, hit.Finding.Requirement, hit.Death is { IsHang: true }, () => false, decisive);

    private RoundCounterexample ToCounterexample(
        RoundTrial.Hit hit, RoundAttempts attempts, Origin origin, int steps) =>
        (attempts.InFirst ?? hit).ToCounterexample(origin, steps, attempts.Rate(hit.Finding.Requirement)) with
        {
            IsSerial = _isSerial,
        };

    /// <summary>The finding that the round, or the round without its rewriting, shows when vCPUs take turns.</summary>
    private RoundTrial.Hit Attribute(RoundTrial trial, RoundTrial.Hit hit)
    {
        var effort = hit.Death is { IsHang: true } ? HangControl : Control;
        foreach (var control in Controls(hit.Round))
        {
            trial.StartAfresh();
            if (trial.Run(control, finding => finding, effort, isSerial: true).First is { } serial)
            {
                _isSerial = true;
                var finding = serial.Finding;
                return AsWorse(trial, serial with
                {
                    Finding = finding.As(finding.InTurn ?? finding.Alone ?? finding.Requirement)!,
                });
            }
        }

        trial.StartAfresh();

        // If the process ends only while a request is rewritten, then the rewriting is the cause.
        return hit.Finding.Also is { } cause ? hit with { Finding = hit.Finding.As(cause)! } : hit;
    }

    /// <summary>The same with protections instead of attributes, if it shows that these are lost too.</summary>
    private static RoundTrial.Hit AsWorse(RoundTrial trial, RoundTrial.Hit hit)
    {
        if (NeighbourRequirements.Worse(hit.Finding.Requirement) is not { } worse)
        {
            return hit;
        }

        ImmutableArray<Request> requests = [.. hit.Round.Requests.Select(NeighbourRequirements.AsProtection)];
        var protecting = hit.Round with { Requests = requests };
        return trial.Run(protecting, worse, Control, isSerial: true).First ?? hit;
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
        var sample = trial.Run(hit.Round, hit.Finding.Requirement,
            (options.IsAround ? Sample with { Time = options.LongestNext } : Sample) with
            {
                Enough = hit.Death is null ? Sample.Enough : EnoughDeaths,
            });
        if (sample.Shown == 0)
        {
            return hit;
        }

        var effort = new RoundTrial.Effort(
            Math.Max(LeastCandidate, Tolerance * 2 * sample.Runs / sample.Shown), TimeSpan.FromSeconds(1), Enough: 2);
        return Shrink(trial, hit, effort, LongestReduction - clock.Elapsed);
    }

    /// <summary>The smallest round found in this time that shows the same; each candidate gets this effort.</summary>
    private static RoundTrial.Hit Shrink(
        RoundTrial trial, RoundTrial.Hit hit, RoundTrial.Effort effort, TimeSpan longest)
    {
        var clock = Stopwatch.StartNew();
        var current = hit;
        return GreedyShrinking.Shrink(
            hit, smallest => RoundShrinker.UpToTheFinding(smallest.Recording, smallest.Finding)
                .Concat(RoundShrinker.Shrink(smallest.Round)),
            candidate =>
            {
                var tally = trial.Run(candidate, finding => AsTheSame(finding, current, candidate), effort);
                current = tally.Shown >= effort.Enough ? tally.First! : current;
                return tally.Shown >= effort.Enough ? tally.First : null;
            },
            () => clock.Elapsed >= longest);
    }

    /// <summary>
    /// What a smaller round shows, if it is the same as before. In fewer steps it may have another name: memory is
    /// wrong in the same way although the last request that touched it is left out, or a RESET shows it too.
    /// </summary>
    private static RoundFinding? AsTheSame(RoundFinding finding, RoundTrial.Hit before, Round round)
    {
        var (name, sought) = (finding.Alone ?? finding.Requirement, before.Finding.Requirement);
        if (finding.As(sought) is { } same)
        {
            return same;
        }

        var isShorter = round.Steps.Count() < before.Round.Steps.Count();
        var isSameMemory = finding.Culprit is null && before.Finding.Culprit is null
            && before.Death is null && finding.Finding.Observed == before.Finding.Finding.Observed;
        return (isShorter && isSameMemory && NeighbourRequirements.MayRename(sought))
            || NeighbourRequirements.OfReset(sought) == name || NeighbourRequirements.Worse(sought) == name
                ? finding.As(name)
                : null;
    }
}
