// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <content>How a run goes on around what it found.</content>
public sealed partial class ScenarioCampaign
{
    /// <summary>The first part of a run may take this much of its time while it still finds something.</summary>
    private const double MostOfFirst = 0.4;

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(1);

    /// <summary>
    /// True when a part is over. One in which a violation was just found goes on for a while: rounds and bounds are
    /// the better, the more is known before.
    /// </summary>
    private bool IsOver(TimeSpan part)
    {
        var elapsed = _budget.Elapsed;
        return elapsed >= part
            && (_found.Count == 0 || elapsed - _lastFound >= Calm || elapsed >= options.Time * MostOfFirst);
    }

    /// <summary>True when a known defect is the reason, or may be: then there is nothing to prove.</summary>
    private bool IsExplained(ScenarioRecord record, Finding finding) =>
        _known.SetAside.Contains(finding.Requirement) || _known.AreMet(record.Scenario)
        || (_known.HasAny && _unconfirmed.AreTooMany) || (options.IsAround && TookDamage(record, finding.Step));

    /// <summary>
    /// True when a damaged state was accepted before: a device may do anything with that, and its process too.
    /// </summary>
    private static bool TookDamage(ScenarioRecord record, int step)
    {
        for (var i = 0; i < step && i < record.Scenario.Steps.Length; i++)
        {
            if (record.Scenario.Steps[i] is Step.RestoreDamaged && record.Observations[i].A == LifecycleAnswer.Taken)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Where the run goes on: takes note of the defect, so that later scenarios keep off it.</summary>
    private ScenarioCounterexample Found(ScenarioCounterexample proved)
    {
        if (!options.GoesOn)
        {
            return proved;
        }

        var trigger = _budget.Prove(() => _reproducer.TriggerOf(proved));
        proved = proved with { Cause = ScenarioCounterexample.CauseOf(trigger) };
        if (_known.MetBy(proved.Scenario) is { } met)
        {
            // Minimised, it is another form of a known one.
            met.Add(trigger);
        }
        else if (_known.Add(proved, trigger) is { } defect)
        {
            _found.Add(new FoundDefect(defect, DifferenceBehind(proved)));
        }

        foreach (var late in _deviations.Where(d => _known.AreMet(d.Value.Recording.Scenario)).ToList())
        {
            _deviations.Remove(late.Key);
        }

        NoteOwnDeviations(proved);
        _lastFound = _budget.Elapsed;
        return proved;
    }

    /// <summary>A defect, and what the bare kernel does otherwise than the model, if it does.</summary>
    private sealed record FoundDefect(Defect Defect, ScenarioCounterexample? Difference);

    /// <summary>
    /// True when the run continues in another process: what a defect did to the memory of this one must not show as
    /// another. A wrong answer does nothing to it.
    /// </summary>
    private bool EndsProcess(ScenarioCounterexample proved) =>
        !options.GoesOn || proved.Death is not null || proved.Finding.Step >= proved.Scenario.Steps.Length;

    /// <summary>What the smallest scenario also shows is the same defect by other names, and stays.</summary>
    private void NoteOwnDeviations(ScenarioCounterexample proved)
    {
        var shown = proved.Recording.Judge(options.Profile, _isBare, new Coverage());
        foreach (var deviation in shown.Where(f => !f.Requirement.MakesViolation))
        {
            _own.TryAdd(deviation.Requirement, proved with
            {
                Finding = deviation,
                Recording = proved.Recording,
                Cause = proved.Cause,
            });
        }
    }
}
