// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>Judges a target by generated scenarios until a limit or the first violation.</summary>
public sealed class ScenarioCampaign(TargetSpec target, CampaignOptions options)
{
    /// <summary>
    /// The run ends after this many findings turned out to be deviations: proving each takes a while.
    /// </summary>
    private const int MaxDemotions = 20;

    /// <summary>One scenario in this many is long, for faults that show late in a device's life.</summary>
    private const int LongOnes = 64;

    /// <summary>A machine that stalls now and then causes some.</summary>
    private readonly UnconfirmedFindings<ScenarioCounterexample> _unconfirmed = new(most: 3);

    private readonly Coverage _coverage = new();
    private readonly Dictionary<Requirement, UnconfirmedFinding> _deviations = [];
    private readonly Dictionary<Requirement, ScenarioCounterexample> _proved = [];
    private readonly KnownDeviationFilter _filter = new();
    private readonly ScenarioReproducer _reproducer = new(target, options);
    private readonly TimeBudget _budget = new(options);
    private readonly bool _isBare = target.Kind == TargetKind.BareKernel;
    private long _generated;
    private long _judged;
    private long _requests;
    private long _next;
    private int _demotions;
    private bool? _offersReset;
    private bool? _offersRestore;

    /// <summary>Runs to the end.</summary>
    /// <exception cref="TargetUnusableException">The target cannot be used; one line.</exception>
    public Verdict Run() => Run(TimeSpan.MaxValue)!;

    /// <summary>Runs until this much of its time is spent; null when there is more to run.</summary>
    /// <exception cref="TargetUnusableException">The target cannot be used; one line.</exception>
    public Verdict? Run(TimeSpan part)
    {
        if (_judged > 0 && IsAtLimit())
        {
            return Conclude(null);
        }

        _budget.Start();
        while (true)
        {
            try
            {
                using var session = new ScenarioSession(target, options.Runner, options.Layout);
                if (TryRun(session, part, out var verdict))
                {
                    return verdict;
                }
            }
            catch (TimeUpException)
            {
                return Conclude(null);
            }

            // Scenarios that the process had not run when it died are skipped.
            _next = _generated;
            if (IsAtLimit())
            {
                return Conclude(null);
            }
        }
    }

    /// <summary>True when something was run and judged.</summary>
    internal bool HasJudged => _judged > 0;

    /// <summary>The verdict on the scenarios so far, if the target cannot run further.</summary>
    internal Verdict Finish() => Conclude(null);

    /// <summary>False when the process died and the finding is unconfirmed: then another process continues.</summary>
    private bool TryRun(ScenarioSession session, TimeSpan part, out Verdict? verdict)
    {
        Submit(session, 0);
        for (var half = 0; ; half ^= 1)
        {
            var isLast = IsAtLimit() || _budget.Elapsed >= part;
            if (!isLast)
            {
                Submit(session, half ^ 1);
            }

            var end = session.Collect(half);
            if (end is not null && _budget.IsCancelled)
            {
                verdict = Conclude(null);
                return true;
            }

            if (JudgeHalf(session, half, end) is { } violation)
            {
                verdict = Conclude(violation);
                return true;
            }

            if (end is not null)
            {
                verdict = null;
                return false;
            }

            if (isLast)
            {
                _budget.Stop();
                verdict = IsAtLimit() ? Conclude(null) : null;
                return true;
            }

            options.Progress?.Invoke(_requests);
        }
    }

    /// <summary>The names of runs of scenarios.</summary>
    internal static RunKind KindOf(Profile profile, string backing, ulong seed)
    {
        var name = profile.ToString().ToLowerInvariant();
        return new RunKind("scenarios", $"{name}, {backing}", $"{name,-10} {backing}", "scenario",
            $"profile {name}, {backing} memory, seed {seed}");
    }

    private bool MayProve => _demotions < MaxDemotions && !_unconfirmed.AreTooMany;

    private bool IsAtLimit() => !MayProve || _budget.IsSpent(_requests);

    private void Submit(ScenarioSession session, int half)
    {
        var table = _isBare ? StepTable.BareKernel : StepTable.Device;
        var scenarios = new Scenario[session.BatchSize];
        for (var i = 0; i < scenarios.Length; i++)
        {
            var index = _generated++;
            var size = index % LongOnes == LongOnes - 1 ? Scenario.MaxSteps : options.ScenarioSize;
            scenarios[i] = ScenarioGenerator.Generate(SeededDraw.Derive(options.Seed, index), size, table,
                options.Layout);
        }

        session.Submit(half, [.. scenarios.Select(_filter.Apply)]);
    }

    private ScenarioOracle NewOracle() => new(options.Profile, _coverage, _reproducer.Constants);

    /// <summary>Judges a half in order; the first confirmed violation, or null.</summary>
    private ScenarioCounterexample? JudgeHalf(ScenarioSession session, int half, ScenarioSession.End? end)
    {
        var oracle = NewOracle();
        for (var i = 0; i < session.BatchSize; i++)
        {
            var record = session.Record(half, i);
            var index = _next++;
            _judged++;
            if (end is { } last && last.Index == i)
            {
                var (shown, death) = oracle.JudgeEnd(record, last.Death, _isBare);
                return Settle(Prove(Unconfirmed(record, index, shown, death)));
            }

            _requests += record.Scenario.Requests;
            NoteOffers(record);
            var judgement = oracle.Judge(record, _isBare);
            foreach (var deviation in judgement.Deviations)
            {
                if (!_deviations.ContainsKey(deviation.Requirement))
                {
                    _deviations.Add(deviation.Requirement, Unconfirmed(record, index, deviation, null));
                }
            }

            // A scenario that ran before the filter learnt of a deviation may show only that.
            if (judgement.Violation is { } violation && MayProve && !_filter.Changes(record.Scenario))
            {
                if (Settle(Prove(Unconfirmed(record, index, violation, null))) is { } proved)
                {
                    return proved;
                }

                oracle = NewOracle();
            }
        }

        return null;
    }

    /// <summary>Returns a confirmed violation; anything else is noted, and the run continues.</summary>
    private ScenarioCounterexample? Settle(ScenarioCounterexample counterexample)
    {
        if (!counterexample.Finding.Requirement.MakesViolation)
        {
            // Its cause is only a deviation.
            Demote(counterexample);
            return null;
        }

        return _unconfirmed.Settle(counterexample);
    }

    private UnconfirmedFinding Unconfirmed(ScenarioRecord record, long index, Finding finding, RunDeath? death) =>
        new(index, finding, ScenarioRecording.Of(record, death) with { Constants = _reproducer.Constants });

    private void NoteOffers(ScenarioRecord record)
    {
        for (var i = 0; i < record.Scenario.Steps.Length; i++)
        {
            var isOffered = record.Observations[i].A != LifecycleAnswer.NotOffered;
            switch (record.Scenario.Steps[i])
            {
                case Step.VmReset:
                    _offersReset = isOffered && _offersReset is not false;
                    break;
                case Step.SaveRestore:
                    _offersRestore = isOffered && _offersRestore is not false;
                    break;
                default:
                    break;
            }
        }
    }

    private void Demote(ScenarioCounterexample counterexample)
    {
        var (requirement, step) = (counterexample.Finding.Requirement, counterexample.Finding.Step);
        _demotions++;
        _proved.TryAdd(requirement, counterexample);
        _filter.Learn(requirement);
        if (requirement == TransportRequirements.UnusedRegistersAreKnown)
        {
            _reproducer.Know(counterexample.Recording.Observations[step]);
        }
    }

    private ScenarioCounterexample Prove(UnconfirmedFinding finding) => _budget.Prove(() => _reproducer.Prove(finding));

    private Verdict Conclude(ScenarioCounterexample? violation)
    {
        _budget.Stop();
        foreach (var (requirement, finding) in _deviations)
        {
            // An interrupted run does not keep the user waiting for proofs.
            if (!_budget.IsCancelled && !_proved.ContainsKey(requirement))
            {
                _proved.Add(requirement, _reproducer.Prove(finding));
            }
        }

        // A supposed deviation may turn out to be a violation when it is proved.
        var deviations = _proved.Values.OrderBy(c => c.Finding.Requirement.Id.Number).ToList();
        violation ??= deviations.Find(c => c.Finding.Requirement.MakesViolation && c.Outcome != Outcome.Undecided);
        deviations.RemoveAll(c => c == violation);
        var told = violation ?? _unconfirmed.First;
        var difference = told is null || _isBare
            ? null
            : BareReplay.FindDifference(
                told.Scenario, told.Origin, options.Runner with { Deadline = Deadline.None });
        return new Verdict(KindOf(options.Profile, options.Backing, options.Seed), target, options.Profile,
            options.Backing, options.Seed, Judge(violation, difference, deviations), _judged, _requests,
            _budget.Elapsed, _coverage, difference ?? told, [.. deviations])
        {
            OffersReset = _offersReset,
            OffersRestore = _offersRestore,
        };
    }

    private Outcome Judge(ScenarioCounterexample? violation, ScenarioCounterexample? difference,
        List<ScenarioCounterexample> deviations)
    {
        if (violation is null && _unconfirmed.First is not null)
        {
            // The end of a process is proof even if it does not show again.
            return difference is not null ? Outcome.HostModelDiffers : _unconfirmed.First.Outcome;
        }

        if (violation is null)
        {
            // A run that deviations ended did not use its time to look for violations.
            return _budget.IsCancelled || _demotions >= MaxDemotions ? Outcome.Undecided
                : _requests == 0 ? Outcome.NothingExercised
                : options.OutcomeOf(deviations);
        }

        return difference is not null || _isBare ? Outcome.HostModelDiffers : violation.Outcome;
    }
}
