// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>Runs a round again and again, in processes that are replaced when they die, and counts hits.</summary>
/// <param name="target">On what.</param>
/// <param name="settings">How processes are started.</param>
/// <param name="coverage">What is put to the test is counted here; null for nobody who wants to know.</param>
internal sealed class RoundTrial(TargetSpec target, RunnerSettings settings, Coverage? coverage = null) : IDisposable
{
    private readonly Coverage _coverage = coverage ?? new Coverage();
    private readonly RoundJudge _judge = new(settings.Host);
    private RoundSession? _session;

    /// <summary>How often a round was run and showed something, and the first that it showed.</summary>
    internal sealed record Tally(long Runs, long Shown, Hit? First);

    /// <summary>A run that showed something.</summary>
    internal sealed record Hit(RoundFinding Finding, RoundRecording Recording)
    {
        /// <summary>What was run.</summary>
        internal Round Round => Recording.Round;

        /// <summary>How the process ended, if it did.</summary>
        internal RunDeath? Death => Recording.Death;

        /// <summary>It as evidence.</summary>
        /// <param name="index">Which round of the run it comes from, from 0.</param>
        /// <param name="originalSteps">How many steps that had.</param>
        /// <param name="rate">How often it showed again.</param>
        /// <param name="isReproduced">True when that was often enough.</param>
        internal Evidence ToEvidence(long index, int originalSteps, Rate rate, bool isReproduced) => new(
            Finding.Finding, new Scenario(Round.Seed, RoundLayout.Layout, []), [], index, originalSteps, Death,
            isReproduced)
        {
            Account = RoundText.Account(Round, Recording.Steps),
            Heads = RoundText.Heads(Round),
            IsInMemory = Finding.IsHard,
            Rate = rate,
            RoundRecording = Recording,
        };
    }

    /// <summary>How long a round is run.</summary>
    /// <param name="Runs">At most so often.</param>
    /// <param name="Time">At most so long.</param>
    /// <param name="Enough">Until it has shown what is looked for so often.</param>
    /// <param name="Least">But so often even if the device or the machine is slow.</param>
    internal sealed record Effort(long Runs, TimeSpan Time, long Enough = 1, long Least = RoundSheet.BatchSize);

    /// <summary>Runs a round.</summary>
    /// <param name="round">The round.</param>
    /// <param name="requirement">What is looked for; null for any violation.</param>
    /// <param name="effort">For how long.</param>
    /// <param name="isSerial">True to let the vCPUs take turns.</param>
    internal Tally Run(Round round, Requirement? requirement, Effort effort, bool isSerial = false)
    {
        var clock = Stopwatch.StartNew();
        var tally = new Tally(0, 0, null);
        while (tally.Runs < effort.Runs && tally.Shown < effort.Enough
            && (clock.Elapsed < effort.Time || tally.Runs < effort.Least))
        {
            var count = (int)Math.Min(RoundSheet.BatchSize, effort.Runs - tally.Runs);
            try
            {
                tally = RunBatch(round, count, requirement, tally, isSerial);
            }
            catch (TargetUnusableException)
            {
                // It worked before: then it shows nothing.
                StartAfresh();
                break;
            }
        }

        return tally;
    }

    /// <summary>Starts a process, where that is still to be tried; true when the target asks for one access at a time.
    /// </summary>
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

    /// <summary>What is against a device that ends its process, or never returns.</summary>
    internal static RoundFinding OfDeath(Round round, IReadOnlyList<TakenStep> steps, RunDeath death)
    {
        var where = string.Join(" and ", steps.Where(s => s.Record.IsInFlight && s.Step.IsAccess)
            .Select(s => $"vCPU {s.Vcpu}: {RoundText.Describe(s.Step, round)}"));
        var how = death.IsHang ? $"the device hung: {death.How}" : $"the device's process ended: {death.How}";
        return new RoundFinding(new Finding(EffectRequirements.DeviceSurvives, 0,
            where.Length == 0 ? how : $"{how}; in flight: {where}", "every register access returns"),
            Also: round.IsRewritten ? ConcurrencyRequirements.RequestIsReadOnce : null);
    }

    private Tally RunBatch(Round round, int count, Requirement? requirement, Tally tally, bool isSerial)
    {
        _session ??= new RoundSession(target, settings);
        var records = _session.Run([.. Enumerable.Repeat(round, count)], isSerial, out var death);
        foreach (var record in records)
        {
            tally = tally with { Runs = tally.Runs + 1 };
            if (Sought(_judge.Judge(record, _coverage), requirement) is { } finding)
            {
                tally = Note(tally, record, finding, null);
            }
        }

        if (death is var (last, how))
        {
            tally = tally with { Runs = tally.Runs + 1 };
            tally = Sought(OfDeath(last.Round, last.Steps, how), requirement) is { } finding
                ? Note(tally, last, finding, how)
                : tally;
            StartAfresh();
        }

        return tally;
    }

    private static RoundFinding? Sought(RoundFinding? finding, Requirement? requirement) =>
        requirement is null ? finding : finding?.As(requirement);

    private Tally Note(Tally tally, RoundRecord record, RoundFinding finding, RunDeath? death) => tally with
    {
        Shown = tally.Shown + 1,
        First = tally.First ?? new Hit(finding, RoundRecording.Of(record, settings.Host, death)),
    };
}
