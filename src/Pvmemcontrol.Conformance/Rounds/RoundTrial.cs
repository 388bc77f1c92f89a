// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>Runs a round repeatedly, in processes that are replaced when they die, and counts hits.</summary>
/// <param name="target">The target.</param>
/// <param name="settings">How processes are started.</param>
/// <param name="coverage">Counts what is exercised; null not to count.</param>
internal sealed class RoundTrial(TargetSpec target, RunnerSettings settings, Coverage? coverage = null) : IDisposable
{
    private readonly Coverage _coverage = coverage ?? new Coverage();
    private readonly RoundJudge _judge = new(settings.Host);
    private RoundSession? _session;

    /// <summary>How often a round ran and showed a finding, and the first hit.</summary>
    internal sealed record Tally(long Runs, long Shown, Hit? First);

    /// <summary>A run that showed a finding.</summary>
    internal sealed record Hit(RoundFinding Finding, RoundRecording Recording)
    {
        /// <summary>What was run.</summary>
        internal Round Round => Recording.Round;

        /// <summary>How the process ended, if it did.</summary>
        internal RunDeath? Death => Recording.Death;

        /// <summary>The counterexample of this hit.</summary>
        /// <param name="origin">Where the round comes from.</param>
        /// <param name="originalSteps">How many steps that round had.</param>
        /// <param name="rate">How often it was reproduced.</param>
        internal RoundCounterexample ToCounterexample(Origin origin, int originalSteps, Rate rate) =>
            new(Finding.Finding, origin, rate, Recording, originalSteps) { IsInMemory = Finding.IsHard };
    }

    /// <summary>How often and how long a round is run.</summary>
    /// <param name="Runs">The most runs.</param>
    /// <param name="Time">The most time.</param>
    /// <param name="Enough">The number of hits that ends it.</param>
    /// <param name="Least">The fewest runs, even if the device or the machine is slow.</param>
    internal sealed record Effort(long Runs, TimeSpan Time, long Enough = 1, long Least = RoundSheet.BatchSize);

    /// <summary>Runs a round.</summary>
    /// <param name="round">The round.</param>
    /// <param name="requirement">The requirement to look for; null for any violation.</param>
    /// <param name="effort">How often and how long.</param>
    /// <param name="isSerial">True to let the vCPUs take turns.</param>
    internal Tally Run(Round round, Requirement? requirement, Effort effort, bool isSerial = false) => Run(
        round, finding => requirement is null ? finding : finding.As(requirement), effort, isSerial);

    /// <summary>Runs a round.</summary>
    /// <param name="round">The round.</param>
    /// <param name="sought">What counts of a finding; null if it does not.</param>
    /// <param name="effort">How often and how long.</param>
    /// <param name="isSerial">True to let the vCPUs take turns.</param>
    internal Tally Run(
        Round round, Func<RoundFinding, RoundFinding?> sought, Effort effort, bool isSerial = false)
    {
        var clock = Stopwatch.StartNew();
        var tally = new Tally(0, 0, null);
        while (tally.Runs < effort.Runs && tally.Shown < effort.Enough
            && (clock.Elapsed < effort.Time || tally.Runs < effort.Least))
        {
            // What shows nearly always needs few runs, and some rounds discard much memory.
            var count = (int)Math.Min(Math.Clamp(tally.Runs, 1, RoundSheet.BatchSize), effort.Runs - tally.Runs);
            try
            {
                tally = RunBatch(round, count, sought, tally, isSerial);
            }
            catch (TargetUnusableException)
            {
                // The target worked before: now it shows nothing.
                StartAfresh();
                break;
            }
        }

        return tally;
    }

    /// <summary>Starts a process if there is none; true when the target needs serialised register accesses.</summary>
    /// <exception cref="TargetUnusableException">The target cannot be used for rounds; one line.</exception>
    internal bool Start()
    {
        _session ??= new RoundSession(target, settings);
        return _session.IsSerialised;
    }

    /// <summary>Ends the process, so that the next round runs in a new one.</summary>
    internal void StartAfresh()
    {
        _session?.Dispose();
        _session = null;
    }

    /// <inheritdoc/>
    public void Dispose() => StartAfresh();

    /// <summary>The finding for a device that ends its process, or never returns.</summary>
    internal static RoundFinding OfDeath(Round round, IReadOnlyList<TakenStep> steps, RunDeath death)
    {
        var where = string.Join(" and ", steps.Where(s => s.Record.IsInFlight && s.Step.IsAccess)
            .Select(s => $"vCPU {s.Vcpu}: {RoundText.Describe(s.Step, round)}"));
        var how = death.Describe();
        return new RoundFinding(new Finding(EffectRequirements.DeviceSurvives, 0,
            where.Length == 0 ? how : $"{how}; in flight: {where}", "every register access returns"),
            Also: round.IsRewritten ? ConcurrencyRequirements.RequestIsReadOnce : null);
    }

    private Tally RunBatch(
        Round round, int count, Func<RoundFinding, RoundFinding?> sought, Tally tally, bool isSerial)
    {
        _session ??= new RoundSession(target, settings);
        var records = _session.Run([.. Enumerable.Repeat(round, count)], isSerial, out var death);
        foreach (var record in records)
        {
            tally = tally with { Runs = tally.Runs + 1 };
            if (_judge.Judge(record, _coverage) is { } shown && sought(shown) is { } finding)
            {
                tally = Note(tally, record, finding, null);
            }
        }

        if (death is var (last, how))
        {
            tally = tally with { Runs = tally.Runs + 1 };
            tally = sought(OfDeath(last.Round, last.Steps, how)) is { } finding
                ? Note(tally, last, finding, how)
                : tally;
            StartAfresh();
        }

        return tally;
    }

    private Tally Note(Tally tally, RoundRecord record, RoundFinding finding, RunDeath? death) => tally with
    {
        Shown = tally.Shown + 1,
        First = tally.First ?? new Hit(finding, RoundRecording.Of(record, settings.Host, death)),
    };
}
