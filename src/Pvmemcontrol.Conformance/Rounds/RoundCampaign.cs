// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// Judges a target by rounds, until a limit or the first violation, or, where a run goes on, around each violation.
/// </summary>
public sealed class RoundCampaign(TargetSpec target, CampaignOptions options)
{
    /// <summary>
    /// How many batches a run may add, for want of an overlap or of rewritten requests, when its time is over.
    /// </summary>
    private const int MostAdded = 8;

    /// <summary>
    /// How many rounds such a batch has for each overlap that was missed: on a busy machine, a request is often over
    /// before the second vCPU gets a CPU.
    /// </summary>
    private const int TriesOfAdded = 4;

    /// <summary>
    /// One batch in this many rewrites requests, and no other does: where a device that was misled ends its process
    /// later, that is still in such a round.
    /// </summary>
    private const int RewritingOnes = 3;

    /// <summary>
    /// With fewer requests that were begun while another vCPU rewrote them, a second read is likely missed: one request
    /// in about ten thousand shows it.
    /// </summary>
    private const long MostRewritten = 60_000;

    /// <summary>
    /// A round that sends one request thousands of times counts as so many where a run ends by its number of requests:
    /// the other rounds would have no share of it.
    /// </summary>
    private const int CountedOfRewritten = 96;

    /// <summary>Each death costs a process.</summary>
    private const int MostKnownDeaths = 4;

    private readonly UnconfirmedFindings<RoundCounterexample> _unconfirmed = new(most: 2);
    private readonly RoundFilter _filter = new(options.Known ?? new KnownDefects());

    /// <summary>The violations that were proved here, each of another defect.</summary>
    private readonly List<RoundCounterexample> _found = [];

    /// <summary>What one vCPU should show as well.</summary>
    private readonly List<RoundCounterexample> _leads = [];
    private readonly HashSet<Requirement> _again = [];
    private readonly Coverage _coverage = new();
    private readonly RoundJudge _judge = new(options.Runner.Host);
    private readonly TimeBudget _budget = new(options);
    private long _rounds;
    private long _requests;
    private long _limited;
    private string? _remark;
    private int _added;
    private int _knownDeaths;

    /// <summary>The remark on a device that needs serialised register accesses.</summary>
    internal const string Serialised = "register accesses serialised, as the device's flags say";

    /// <summary>The names of runs of rounds.</summary>
    internal static RunKind KindOf(ulong seed) => new(
        RunKind.ConcurrentName, "concurrent", $"concurrent {Layouts.StandardName}", "round",
        $"concurrent, seed {seed} (repeats the rounds; their interleaving depends on the machine)");

    /// <summary>Runs to the end.</summary>
    /// <exception cref="TargetUnusableException">The target cannot be used for rounds; one line.</exception>
    public Verdict Run()
    {
        while (_rounds == 0 || !IsAtLimit())
        {
            try
            {
                using var session = new RoundSession(target, options.Runner);
                _remark = session.IsSerialised ? Serialised : null;

                // Starts here: a process may take seconds to start on a busy machine, and that time does not count.
                _budget.Start();
                if (RunIn(session) is { } proved && !options.GoesOn)
                {
                    return Conclude(proved);
                }

                _budget.Stop();
            }
            catch (TimeUpException)
            {
                break;
            }
        }

        return Conclude(null);
    }

    /// <summary>Runs until the limit, or until the process dies; the first confirmed violation, or null.</summary>
    private RoundCounterexample? RunIn(RoundSession session)
    {
        while (true)
        {
            var drops = _filter.Without(session.WorkingDrops);
            var (first, missed) = (_rounds, Missed(drops));
            if (_rounds > 0 && IsAtLimit())
            {
                if ((missed.Count == 0 && !LacksRewrites) || !MayAdd)
                {
                    return null;
                }

                _added++;
            }

            var isRewriting = _filter.MayRewrite && (_added == 0
                ? first / RoundSheet.BatchSize % RewritingOnes == 0
                : LacksRewrites && (missed.Count == 0 || _added % 2 == 0));
            var overlaps = missed.Count * (_added == 0 ? 1 : TriesOfAdded);
            var batch = Enumerable.Range(0, RoundSheet.BatchSize).Select(i =>
                SeededDraw.Derive(options.Seed, options.Shard.IndexOf(first + i)) is var seed && isRewriting
                    ? RoundGenerator.GenerateRewritten(seed)
                    : i < overlaps
                    ? RoundGenerator.GenerateOverlap(seed, missed[i % missed.Count])
                    : RoundGenerator.Generate(seed, drops)).Select(_filter.Apply).ToList();
            var records = session.Run(batch, isSerial: false, out var death);
            foreach (var record in records)
            {
                _rounds++;
                _requests += record.HasBegun ? record.Round.RequestCount : 0;
                _limited += !record.HasBegun ? 0
                    : record.Round.IsRewritten ? CountedOfRewritten
                    : record.Round.RequestCount;
                if (_judge.Judge(record, _coverage) is { } finding && !IsExplained(finding)
                    && Settle(Hit(record, finding, null)) is { } proved)
                {
                    return proved;
                }
            }

            if (death is var (last, how))
            {
                var isInterrupted = _budget.IsCancelled;
                _rounds++;
                var shown = RoundTrial.OfDeath(last.Round, last.Steps, how);
                var isKnown = IsExplained(shown);
                _knownDeaths += isKnown ? 1 : 0;
                return isInterrupted || isKnown ? null : Settle(Hit(last, shown, how));
            }

            options.Progress?.Invoke(_requests);
        }
    }

    /// <summary>One drop for each requirement that asks for a request in flight and has not seen one yet.</summary>
    private List<VcpuStep> Missed(ulong drops) =>
    [
        .. Drops.All.Where(d => Drops.Works(d, drops))
            .Where(d => _coverage.Exercised(LateWrites.RequirementOf(d)) == 0)
            .DistinctBy(LateWrites.RequirementOf),
    ];

    private bool LacksRewrites => _filter.MayRewrite
        && _coverage.Exercised(ConcurrencyRequirements.RequestIsReadOnce)
            < Math.Min(MostRewritten, options.Requests ?? long.MaxValue);

    /// <summary>True when a run that missed something may go on behind its limit.</summary>
    private bool MayAdd => _added < MostAdded && !_budget.IsCancelled && !options.Runner.Deadline.IsOver
        && !_unconfirmed.AreTooMany;

    /// <summary>The counterexample, if it is confirmed; otherwise it is noted, and the run continues.</summary>
    private RoundCounterexample? Settle(RoundTrial.Hit hit)
    {
        if (IsAtLimit() && _unconfirmed.First is not null)
        {
            return null;
        }

        var index = options.Shard.IndexOf(_rounds - 1);
        var origin = Origin.Of(target, options with { Backing = Layouts.StandardName }, index);
        return _unconfirmed.Settle(
            _budget.Show(() => new RoundReproducer(target, options).Prove(hit, origin))) is { } proved
            ? Found(proved)
            : null;
    }

    /// <summary>Where the run goes on: takes note of the defect, so that later rounds keep off it.</summary>
    private RoundCounterexample Found(RoundCounterexample proved)
    {
        if (!options.GoesOn)
        {
            return proved;
        }

        var requirement = proved.Finding.Requirement;
        if (proved.IsSerial && _filter.IsKnown(requirement))
        {
            _again.Add(requirement);
        }
        else
        {
            (proved.IsSerial ? _leads : _found).Add(proved);
        }

        _filter.Learn(proved);
        options.Known?.NoteProved();
        return proved;
    }

    private bool IsExplained(RoundFinding finding) => options.GoesOn && _filter.Explains(finding);

    private bool IsAtLimit() => _unconfirmed.AreTooMany || _budget.IsSpent(_limited) || _filter.IsExhausted
        || _knownDeaths >= MostKnownDeaths;

    private RoundTrial.Hit Hit(RoundRecord record, RoundFinding finding, RunDeath? death) =>
        new(finding, RoundRecording.Of(record, options.Runner.Host, death));

    private Verdict Conclude(RoundCounterexample? proved)
    {
        _budget.Stop();
        if (options.GoesOn && _unconfirmed.First is { } suspected)
        {
            // What is known by the end may explain it.
            _leads.Add(suspected);
        }

        // Bytes that differ, and ends, may be the doing of a defect that scenarios find later.
        _leads.AddRange(_found.Where(f => !f.IsInMemory));
        var found = _found.Where(f => f.IsInMemory).OrderBy(SeverityOrder.Of).ToList();
        proved ??= found.FirstOrDefault();
        var unconfirmed = options.GoesOn ? null : _unconfirmed.First;
        var outcome = proved?.Outcome
            ?? unconfirmed?.Outcome
            ?? (_budget.IsCancelled ? Outcome.Undecided
                : _requests == 0 && _again.Count == 0 ? Outcome.NothingExercised
                : Outcome.Conforms);
        return new Verdict(KindOf(options.Seed), target, options.Profile, Layouts.StandardName, options.Seed, outcome,
            _rounds,
            _requests, _budget.Elapsed, _coverage, proved ?? unconfirmed, [])
        {
            Remark = _remark,
            More = [.. found.Skip(1)],
            Leads = [.. _leads],
            Again = [.. _again],
        };
    }
}
