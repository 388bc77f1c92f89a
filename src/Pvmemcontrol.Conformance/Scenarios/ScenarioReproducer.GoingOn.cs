// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Processes;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <content>What a run needs to go on around a finding, and to prove several in its time.</content>
internal sealed partial class ScenarioReproducer
{
    /// <summary>After the first proof: a candidate that meets another defect, which hangs, must not wait for long.
    /// </summary>
    private TimeSpan QuickLimit => options.IsAround
        ? options.Runner.Within(SlowAtMost).StepLimit : options.Runner.StepLimit;

    /// <summary>The process of the proof before, where a run goes on: starting another takes long.</summary>
    private ScenarioTrial? _kept;

    /// <summary>Ends it.</summary>
    internal void EndProcess() => Keep(null);

    private ScenarioTrial? Keep(ScenarioTrial? trial)
    {
        if (_kept != trial)
        {
            _kept?.Dispose();
        }

        return _kept = trial;
    }

    /// <summary>What triggers a finding that was proved; null when only the usual handshake does.</summary>
    internal Trigger? TriggerOf(ScenarioCounterexample proved)
    {
        using var fresh = _kept is null || proved.Death is not null
            ? NewTrial(options.Runner.Within(SlowAtMost).StepLimit) : null;
        var trial = fresh ?? _kept!;
        try
        {
            return new TriggerTrial(trial).Find(proved.Scenario, proved.Finding, proved.Death);
        }
        catch (TimeUpException)
        {
            return TriggerFinder.Find(proved.Scenario)?.Trigger;
        }
    }

    /// <summary>In a fresh process, which is kept for what follows.</summary>
    private ScenarioTrial.Result RunKept(Scenario scenario, Effort effort) => options.IsAround
        ? Keep(NewTrial(effort.StepLimit))!.RunIfUsable(scenario)
        : RunAfresh(scenario, effort);
}
