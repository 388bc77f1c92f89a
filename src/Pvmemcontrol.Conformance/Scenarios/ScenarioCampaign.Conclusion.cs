// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <content>The verdict at the end.</content>
public sealed partial class ScenarioCampaign
{
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
        var deviations = _proved.Values.Where(c => !_known.AreMet(c.Scenario))
            .OrderBy(c => c.Finding.Requirement.Id.Number).ToList();
        if (options.GoesOn)
        {
            var names = deviations.Select(d => d.Finding.Requirement).ToHashSet();
            deviations.AddRange(_own.Values.Where(d => !names.Contains(d.Finding.Requirement)));
            return ConcludeAll(deviations);
        }

        violation ??= deviations.Find(IsViolation);
        deviations.RemoveAll(c => c == violation);
        var told = violation ?? _unconfirmed.First;
        var difference = told is null ? null : DifferenceBehind(told);
        return ToVerdict(Judge(violation, difference, deviations), difference ?? told, deviations);
    }

    private static bool IsViolation(ScenarioCounterexample counterexample) =>
        counterexample.Finding.Requirement.MakesViolation && counterexample.Outcome != Outcome.Undecided;

    /// <summary>What the bare kernel does otherwise than the model in the same scenario; null if the device is it.
    /// </summary>
    private ScenarioCounterexample? DifferenceBehind(ScenarioCounterexample told) => _isBare
        ? null
        : options.GoesOn
            ? BareReplay.FindDifference(told.Scenario, told.Origin, _bareTrial ??= NewBareTrial())
            : BareReplay.FindDifference(told.Scenario, told.Origin, options.Runner with { Deadline = Deadline.None });

    private ScenarioTrial NewBareTrial() =>
        new(TargetSpec.BareKernel, Profile.Linux, options.Runner with { Deadline = Deadline.None });

    private void EndProofs()
    {
        _reproducer.EndProcess();
        _bareTrial?.Dispose();
        _bareTrial = null;
    }

    private Verdict ToVerdict(
        Outcome outcome, ScenarioCounterexample? violation, IEnumerable<ScenarioCounterexample> deviations)
    {
        EndProofs();
        return new Verdict(KindOf(options.Profile, options.Backing, options.Seed, options.Runner.Vcpus), target,
            options.Profile, options.Backing, options.Seed, outcome, _judged, _requests,
            _budget.Elapsed, _coverage, violation, [.. deviations])
        {
            OffersReset = _offersReset,
            OffersRestore = _offersRestore,
        };
    }

    /// <summary>The verdict of a run that went on: every violation, the most severe first.</summary>
    private Verdict ConcludeAll(List<ScenarioCounterexample> deviations)
    {
        // Proving a supposed deviation may show a violation that no scenario showed by itself.
        foreach (var supposed in deviations.Where(IsViolation).ToList())
        {
            if (_known.Add(supposed, TriggerFinder.Find(supposed.Scenario)?.Trigger) is { } defect)
            {
                _found.Add(new FoundDefect(defect, DifferenceBehind(supposed)));
            }
        }

        deviations.RemoveAll(d => d.Finding.Requirement.MakesViolation && d.IsReproduced);
        var isKnown = _known.HasAny;
        if (_found.Count == 0)
        {
            // After a proved one, what does not show again may be what that did to the process.
            var first = isKnown ? null : _unconfirmed.First;
            var difference = first is null ? null : DifferenceBehind(first);
            var outcome = isKnown && !_budget.IsCancelled && _requests > 0
                ? options.OutcomeOf(deviations) : Judge(null, difference, deviations);
            return ToVerdict(outcome, difference ?? first, deviations) with
            {
                Again = [.. _known.All.Where(d => d.KeptOff > 0).Select(d => d.Requirement).Distinct()],
            };
        }

        List<(ScenarioCounterexample Shown, Outcome Outcome)> told =
        [
            .. _found.Select(found => (found.Difference ?? (ScenarioCounterexample)found.Defect.Counterexample,
                found.Difference is not null || _isBare
                    ? Outcome.HostModelDiffers
                    : found.Defect.Counterexample.Outcome)),
        ];
        told = [.. told.OrderBy(t => SeverityOrder.Of(t.Shown, t.Outcome))];
        return ToVerdict(Outcomes.MostSevere(told.Select(t => t.Outcome)), told[0].Shown, deviations) with
        {
            More = [.. told.Skip(1).Select(t => t.Shown)],
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
