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
    private readonly Coverage _coverage = new();
    private readonly Dictionary<Requirement, (Scenario Scenario, long Index, Finding Finding)> _deviations = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly bool _isBare = target.Kind == TargetKind.BareKernel;
    private long _generated;
    private long _judged;
    private long _requests;

    /// <summary>Runs to the end.</summary>
    /// <exception cref="TargetUnusableException">The target cannot be used; one line.</exception>
    public Verdict Run()
    {
        using var session = new RunnerSession(target, options.Runner, Layouts.Standard);
        Submit(session, 0);
        for (var half = 0; ; half ^= 1)
        {
            var isLast = IsAtLimit();
            if (!isLast)
            {
                Submit(session, half ^ 1);
            }

            var death = session.Collect(half);
            if (JudgeHalf(session, half, death) is { } suspect)
            {
                if (death is not null && options.Cancellation.IsCancellationRequested)
                {
                    return Conclude(null);
                }

                return Conclude(suspect);
            }

            if (isLast)
            {
                return Conclude(null);
            }

            options.Progress?.Invoke(_requests);
        }
    }

    private sealed record Suspect(Scenario Scenario, long Index, Finding Finding, RunDeath? Death);

    private bool IsAtLimit() =>
        options.Cancellation.IsCancellationRequested
        || (options.Time is { } time && _clock.Elapsed >= time)
        || (options.Requests is { } requests && _requests >= requests);

    private void Submit(RunnerSession session, int half)
    {
        var table = _isBare ? StepTable.BareKernel : StepTable.Device;
        var scenarios = new Scenario[RunnerSession.BatchSize];
        for (var i = 0; i < scenarios.Length; i++)
        {
            scenarios[i] = ScenarioGenerator.Generate(SeededDraw.Derive(options.Seed, _generated++),
                options.ScenarioSize, table);
        }

        session.Submit(half, scenarios);
    }

    private Suspect? JudgeHalf(RunnerSession session, int half, RunDeath? death)
    {
        var oracle = new Oracle(options.Profile, _coverage);
        for (var i = 0; i < RunnerSession.BatchSize; i++)
        {
            var record = session.Record(half, i);
            var index = _judged++;
            if (death is not null && death.Slot == (half * RunnerSession.BatchSize) + i)
            {
                return new Suspect(record.Scenario, index, oracle.Judge(record, death, _isBare), death);
            }

            _requests += record.Scenario.Steps.Count(s => s is Step.Send or Step.Resend or Step.HostCall);
            var judgement = oracle.Judge(record, _isBare);
            foreach (var deviation in judgement.Deviations)
            {
                _deviations.TryAdd(deviation.Requirement, (record.Scenario, index, deviation));
            }

            if (judgement.Violation is { } violation)
            {
                return new Suspect(record.Scenario, index, violation, null);
            }
        }

        return null;
    }

    private Verdict Conclude(Suspect? suspect)
    {
        var prosecutor = new Prosecutor(target, options);
        var violation = suspect is null
            ? null
            : prosecutor.Prove(suspect.Scenario, suspect.Index, suspect.Finding, suspect.Death);
        var difference = violation is null || _isBare
            ? null
            : BareReplay.FindDifference(violation.Scenario, options.Runner);
        var deviations = _deviations.OrderBy(d => d.Key.Id.Number)
            .Select(d => prosecutor.Prove(d.Value.Scenario, d.Value.Index, d.Value.Finding, null))
            .ToList();
        return new Verdict(target, options.Profile, options.Seed, Judge(violation, difference, deviations), _judged,
            _requests,
            _clock.Elapsed, _coverage, difference ?? violation, [.. deviations]);
    }

    private Outcome Judge(Evidence? violation, Evidence? difference, List<Evidence> deviations)
    {
        if (violation is null)
        {
            return options.Cancellation.IsCancellationRequested ? Outcome.Undecided
                : _requests == 0 ? Outcome.NothingExercised
                : options.IsStrict && deviations.Count > 0 ? Outcome.Violation
                : Outcome.Conforms;
        }

        return difference is not null || _isBare ? Outcome.HostModelDiffers
            : violation.Death is not null ? Outcome.Died
            : violation.IsReproduced ? Outcome.Violation
            : Outcome.Undecided;
    }
}
