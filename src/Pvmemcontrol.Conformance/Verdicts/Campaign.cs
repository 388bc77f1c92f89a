// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Verdicts;

/// <summary>Judges a target by generated scenarios until a limit or the first violation.</summary>
public sealed class Campaign(TargetSpec target, CampaignOptions options)
{
    /// <summary>
    /// So many findings may turn out to be deviations once they are proved, before the run is over: each takes a while.
    /// </summary>
    private const int MaxDemotions = 20;

    /// <summary>Every so many scenarios one is long, for what shows only late in a device's life.</summary>
    private const int LongOnes = 64;

    /// <summary>A machine that stalls now and then makes some.</summary>
    private readonly Doubts _doubts = new(most: 3);

    private readonly Coverage _coverage = new();
    private readonly Dictionary<Requirement, Suspicion> _deviations = [];
    private readonly Dictionary<Requirement, Evidence> _proved = [];
    private readonly CarefulGuest _guest = new();
    private readonly Prosecutor _prosecutor = new(target, options);
    private readonly Stopwatch _clock = new();
    private readonly bool _isBare = target.Kind == TargetKind.BareKernel;
    private long _generated;
    private long _judged;
    private long _requests;
    private long _next;
    private int _demotions;
    private bool _offersReset = true;
    private bool _offersRestore = true;

    /// <summary>Runs to the end.</summary>
    /// <exception cref="TargetUnusableException">The target cannot be used; one line.</exception>
    public Verdict Run() => Run(TimeSpan.MaxValue)!;

    /// <summary>Runs until so much of its time is gone; null when it is not over then, and may be run on.</summary>
    /// <exception cref="TargetUnusableException">The target cannot be used; one line.</exception>
    public Verdict? Run(TimeSpan part)
    {
        if (_judged > 0 && IsAtLimit())
        {
            return Conclude(null);
        }

        _clock.Start();
        while (true)
        {
            using var session = new RunnerSession(target, options.Runner, options.Layout);
            if (TryRun(session, part, out var verdict))
            {
                return verdict;
            }

            // What the process had still to run when it died is not run any more.
            _next = _generated;
            if (IsAtLimit())
            {
                return Conclude(null);
            }
        }
    }

    /// <summary>True when something was run and judged.</summary>
    internal bool HasJudged => _judged > 0;

    /// <summary>The verdict on what was run so far, where the target cannot be run on.</summary>
    internal Verdict Finish() => Conclude(null);

    /// <summary>False when the process died of what is only suspected: then another one goes on.</summary>
    private bool TryRun(RunnerSession session, TimeSpan part, out Verdict? verdict)
    {
        Submit(session, 0);
        for (var half = 0; ; half ^= 1)
        {
            var isLast = IsAtLimit() || _clock.Elapsed >= part;
            if (!isLast)
            {
                Submit(session, half ^ 1);
            }

            var death = session.Collect(half);
            if (death is not null && options.Cancellation.IsCancellationRequested)
            {
                verdict = Conclude(null);
                return true;
            }

            if (JudgeHalf(session, half, death) is { } violation)
            {
                verdict = Conclude(violation);
                return true;
            }

            if (death is not null)
            {
                verdict = null;
                return false;
            }

            if (isLast)
            {
                _clock.Stop();
                verdict = IsAtLimit() ? Conclude(null) : null;
                return true;
            }

            options.Progress?.Invoke(_requests);
        }
    }

    private bool MayProve => _demotions < MaxDemotions && !_doubts.AreTooMany;

    private bool IsAtLimit() =>
        options.Cancellation.IsCancellationRequested
        || !MayProve
        || (options.Time is { } time && _clock.Elapsed + _doubts.Spent >= time)
        || (options.Requests is { } requests && _requests >= requests);

    private void Submit(RunnerSession session, int half)
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

        session.Submit(half, [.. scenarios.Select(_guest.Careful)]);
    }

    private Oracle NewOracle() => new(options.Profile, _coverage, _prosecutor.Constants);

    /// <summary>Judges a half in order; the first violation that is proved one, or null.</summary>
    private Evidence? JudgeHalf(RunnerSession session, int half, RunDeath? death)
    {
        var oracle = NewOracle();
        for (var i = 0; i < session.BatchSize; i++)
        {
            var record = session.Record(half, i);
            var index = _next++;
            _judged++;
            if (death is not null && death.Slot == (half * session.BatchSize) + i)
            {
                return Settle(Prove(Suspect(record, index, oracle.Judge(record, death, _isBare), death)));
            }

            _requests += record.Scenario.Requests;
            NoteOffers(record);
            var judgement = oracle.Judge(record, _isBare);
            foreach (var deviation in judgement.Deviations)
            {
                if (!_deviations.ContainsKey(deviation.Requirement))
                {
                    _deviations.Add(deviation.Requirement, Suspect(record, index, deviation, null));
                }
            }

            // One that was on its way when something turned out to be no more than a deviation may have just that.
            if (judgement.Violation is { } violation && MayProve && !_guest.Shuns(record.Scenario))
            {
                if (Settle(Prove(Suspect(record, index, violation, null))) is { } proved)
                {
                    return proved;
                }

                oracle = NewOracle();
            }
        }

        return null;
    }

    /// <summary>A violation that is one beyond doubt; of anything else a note is made, and the run goes on.</summary>
    private Evidence? Settle(Evidence evidence)
    {
        if (!evidence.Finding.Requirement.MakesViolation)
        {
            // What it is really about is no more than a deviation.
            Demote(evidence);
            return null;
        }

        return _doubts.Settle(evidence);
    }

    private Suspicion Suspect(RunRecord record, long index, Finding finding, RunDeath? death) =>
        Suspicion.Of(record, index, finding, death, _prosecutor.Constants);

    private void NoteOffers(RunRecord record)
    {
        for (var i = 0; i < record.Scenario.Steps.Length; i++)
        {
            var isOffered = record.Observations[i].A != DeviceLife.NotOffered;
            _offersReset &= isOffered || record.Scenario.Steps[i] is not Step.VmReset;
            _offersRestore &= isOffered || record.Scenario.Steps[i] is not Step.SaveRestore;
        }
    }

    private void Demote(Evidence evidence)
    {
        _demotions++;
        _proved.TryAdd(evidence.Finding.Requirement, evidence);
        _guest.Learn(evidence.Finding.Requirement);
        if (evidence.Finding.Requirement == TransportRequirements.UnusedRegistersAreKnown)
        {
            _prosecutor.Know(evidence.Observations[evidence.Finding.Step]);
        }
    }

    private Evidence Prove(Suspicion suspicion)
    {
        // The time of a run is the time of its scenarios.
        _clock.Stop();
        var evidence = _doubts.Prove(() => suspicion.Prove(_prosecutor));
        _clock.Start();
        return evidence;
    }

    private Verdict Conclude(Evidence? violation)
    {
        _clock.Stop();
        foreach (var (requirement, suspicion) in _deviations)
        {
            // Whoever interrupts a run does not want to wait for proofs.
            if (!options.Cancellation.IsCancellationRequested && !_proved.ContainsKey(requirement))
            {
                _proved.Add(requirement, suspicion.Prove(_prosecutor));
            }
        }

        // What looked like a deviation may turn out to be more than that when it is proved.
        var deviations = _proved.Values.OrderBy(e => e.Finding.Requirement.Id.Number).ToList();
        violation ??= deviations.Find(
            e => e.Finding.Requirement.MakesViolation && e.Outcome != Outcome.Undecided);
        deviations.RemoveAll(e => e == violation);
        var told = violation ?? _doubts.First;
        var difference = told is null || _isBare
            ? null
            : BareReplay.FindDifference(told.Scenario, options.Runner);
        return new Verdict(target, options.Profile, options.Backing, options.Seed,
            Judge(violation, difference, deviations), _judged,
            _requests, _clock.Elapsed, _coverage, difference ?? told, [.. deviations])
        {
            OffersReset = _offersReset,
            OffersRestore = _offersRestore,
        };
    }

    private Outcome Judge(Evidence? violation, Evidence? difference, List<Evidence> deviations)
    {
        if (violation is null && _doubts.First is not null)
        {
            return difference is not null ? Outcome.HostModelDiffers : Outcome.Undecided;
        }

        if (violation is null)
        {
            // A run that was ended by deviations has not looked for violations as long as it was asked to.
            return options.Cancellation.IsCancellationRequested || _demotions >= MaxDemotions ? Outcome.Undecided
                : _requests == 0 ? Outcome.NothingExercised
                : options.OutcomeOf(deviations);
        }

        return difference is not null || _isBare ? Outcome.HostModelDiffers : violation.Outcome;
    }
}
