// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>
/// Judges a target by generated scenarios until a limit or the first violation, or, where a run goes on, around each
/// violation until the limit.
/// </summary>
public sealed partial class ScenarioCampaign(TargetSpec target, CampaignOptions options)
{
    /// <summary>
    /// The run ends after this many findings turned out to be deviations: proving each takes a while.
    /// </summary>
    private const int MaxDemotions = 20;

    /// <summary>One scenario in this many is long, for faults that show late in a device's life.</summary>
    private const int LongOnes = 64;

    /// <summary>How long a process of a device that leaves something behind is used.</summary>
    private const int HalvesOfLeaky = 8;

    /// <summary>A machine that stalls now and then causes some.</summary>
    private readonly UnconfirmedFindings<ScenarioCounterexample> _unconfirmed = new(most: 3);

    private readonly Coverage _coverage = new();
    private readonly Dictionary<Requirement, UnconfirmedFinding> _deviations = [];
    private readonly Dictionary<Requirement, ScenarioCounterexample> _proved = [];

    /// <summary>The deviations that the counterexamples of violations show besides.</summary>
    private readonly Dictionary<Requirement, ScenarioCounterexample> _own = [];
    private readonly KnownDeviationFilter _filter = new();
    private readonly ScenarioReproducer _reproducer = new(target, options);
    private readonly TimeBudget _budget = new(options);
    private readonly KnownDefects _known = options.Known ?? new KnownDefects();

    /// <summary>The violations that were proved here, each of another defect.</summary>
    private readonly List<FoundDefect> _found = [];
    private readonly bool _isBare = target.Kind == TargetKind.BareKernel;
    private long _generated;
    private long _judged;
    private long _requests;
    private long _next;
    private int _demotions;
    private TimeSpan _lastFound;
    private ScenarioTrial? _bareTrial;
    private bool? _offersReset;
    private bool? _offersRestore;

    /// <summary>Runs to the end.</summary>
    /// <exception cref="TargetUnusableException">The target cannot be used; one line.</exception>
    public Verdict Run() => Run(TimeSpan.MaxValue)!;

    /// <summary>Runs until this much of its time is spent; null when there is more to run.</summary>
    /// <exception cref="TargetUnusableException">The target cannot be used; one line.</exception>
    public Verdict? Run(TimeSpan part)
    {
        if ((_judged > 0 || options.Shard.IndexOf(0) >= options.Scenarios) && IsAtLimit())
        {
            return Conclude(null);
        }

        _budget.Start();
        while (true)
        {
            try
            {
                using var sessions = new ScenarioSessions(target, options);
                if (TryRun(sessions, part, out var verdict))
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

            if (IsOver(part))
            {
                _budget.Stop();
                return null;
            }
        }
    }

    /// <summary>How much of its time is spent.</summary>
    internal TimeSpan Elapsed => _budget.Elapsed;

    /// <summary>True when something was run and judged.</summary>
    internal bool HasJudged => _judged > 0;

    /// <summary>The verdict on the scenarios so far, if the target cannot run further.</summary>
    internal Verdict Finish() => Conclude(null);

    /// <summary>False when the process died and the finding is unconfirmed: then another process continues.</summary>
    private bool TryRun(ScenarioSessions sessions, TimeSpan part, out Verdict? verdict)
    {
        Submit(sessions.Of(0), 0);
        var halves = 0;
        for (var half = 0; ; half ^= 1)
        {
            var isLast = IsAtLimit() || IsOver(part);
            if (!isLast)
            {
                Submit(sessions.Of(half ^ 1), half ^ 1);
            }

            var session = sessions.Of(half);
            var end = session.Collect(half);
            if (end is not null && _budget.IsCancelled)
            {
                verdict = Conclude(null);
                return true;
            }

            if (JudgeHalf(session, half, end) is { } violation)
            {
                verdict = options.GoesOn ? null : Conclude(violation);
                return !options.GoesOn;
            }

            if (end is not null || (_known.UsesUpProcesses && ++halves >= HalvesOfLeaky))
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
    internal static RunKind KindOf(Profile profile, string backing, ulong seed, Vcpus vcpus)
    {
        var name = profile.ToString().ToLowerInvariant();
        var on = vcpus == Vcpus.Kvm ? ", kvm" : "";
        return new RunKind(RunKind.ScenariosName, $"{name}, {backing}{on}", $"{name,-10} {backing}{on}", "scenario",
            $"profile {name}, {backing} memory{(vcpus == Vcpus.Kvm ? ", vCPUs of KVM" : "")}, seed {seed}");
    }

    private bool MayProve => _demotions < MaxDemotions && (!_unconfirmed.AreTooMany || _known.HasAny);

    private bool IsAtLimit() => !MayProve || _budget.IsSpent(_requests)
        || options.Shard.IndexOf(_generated) >= options.Scenarios;

    private void Submit(ScenarioSession session, int half)
    {
        var table = _isBare ? StepTable.BareKernel : StepTable.Device;
        var left = (options.Scenarios ?? long.MaxValue) - options.Shard.IndexOf(_generated);
        var scenarios = new Scenario[Math.Clamp(
            left / options.Shard.Count + (left % options.Shard.Count > 0 ? 1 : 0), 0, session.BatchSize)];
        for (var i = 0; i < scenarios.Length; i++)
        {
            var index = options.Shard.IndexOf(_generated++);
            var size = index % LongOnes == LongOnes - 1 ? Scenario.MaxSteps : options.ScenarioSize;
            scenarios[i] = ScenarioGenerator.Generate(SeededDraw.Derive(options.Seed, index), size, table,
                options.Layout);
        }

        session.Submit(half, [.. scenarios.Select(_filter.Apply).Select(_known.Apply)]);
    }

    private ScenarioOracle NewOracle() => new(options.Profile, _coverage, _reproducer.Constants, _known.SetAside);

    /// <summary>Judges a half in order; the first confirmed violation, or null.</summary>
    private ScenarioCounterexample? JudgeHalf(ScenarioSession session, int half, ScenarioSession.End? end)
    {
        var oracle = NewOracle();
        for (var i = 0; i < session.CountOf(half); i++)
        {
            var record = session.Record(half, i);
            var index = options.Shard.IndexOf(_next++);
            _judged++;
            if (end is { } last && last.Index == i)
            {
                var (shown, death) = oracle.JudgeEnd(record, last.Death, _isBare);
                return IsExplained(record, shown)
                    ? null
                    : Settle(Prove(Unconfirmed(record, index, shown, death)));
            }

            _requests += record.Scenario.Requests;
            NoteOffers(record);
            var judgement = oracle.Judge(record, _isBare);
            foreach (var deviation in judgement.Deviations)
            {
                if (!_deviations.ContainsKey(deviation.Requirement) && !_known.AreMet(record.Scenario))
                {
                    _deviations.Add(deviation.Requirement, Unconfirmed(record, index, deviation, null));
                }
            }

            // A scenario that ran before the filter learnt of a deviation may show only that.
            if (judgement.Violation is { } violation && MayProve && !_filter.Changes(record.Scenario)
                && !IsExplained(record, violation))
            {
                if (Settle(Prove(Unconfirmed(record, index, violation, null))) is { } proved && EndsProcess(proved))
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

        return _unconfirmed.Settle(counterexample) is { } proved ? Found(proved) : null;
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

    private ScenarioCounterexample Prove(UnconfirmedFinding finding) => _budget.Show(() => _reproducer.Prove(finding));
}
