// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>
/// Runs single scenarios on a target again, in processes that are replaced when they die: for reproducing and
/// minimising.
/// </summary>
/// <param name="target">The target.</param>
/// <param name="profile">The profile.</param>
/// <param name="settings">How processes are started.</param>
/// <param name="constants">Register values that are known to be constants of the target.</param>
/// <param name="setAside">Requirements that the target is known not to meet; null for none.</param>
public sealed class ScenarioTrial(
    TargetSpec target, Profile profile, RunnerSettings settings, ImmutableArray<ulong> constants = default,
    ImmutableHashSet<Requirement>? setAside = null)
    : IDisposable
{
    private ScenarioSession? _session;

    /// <summary>What a scenario shows.</summary>
    /// <param name="Findings">Its first violation, and its deviations.</param>
    /// <param name="StepsWithoutEffect">The steps whose command names nothing.</param>
    /// <param name="Recording">Everything that it showed; null if the target declined to run it.</param>
    public sealed record Result(
        ImmutableArray<Finding> Findings,
        ImmutableArray<(int Step, Requirement Requirement)> StepsWithoutEffect,
        ScenarioRecording? Recording)
    {
        /// <summary>How the process ended, if it did.</summary>
        public RunDeath? Death => Recording?.Death;
    }

    /// <summary>
    /// Runs one scenario on a target that worked before. If the target declines now, the scenario shows nothing.
    /// </summary>
    public Result RunIfUsable(Scenario scenario)
    {
        try
        {
            return Run(scenario);
        }
        catch (TargetUnusableException)
        {
            StartAfresh();
            return new Result([], [], null);
        }
    }

    /// <summary>Ends the process, so that the next scenario runs in a new one.</summary>
    public void StartAfresh()
    {
        _session?.Dispose();
        _session = null;
    }

    /// <inheritdoc/>
    public void Dispose() => StartAfresh();

    /// <summary>Runs one scenario.</summary>
    /// <exception cref="TargetUnusableException">The target cannot be used; one line.</exception>
    public Result Run(Scenario scenario) => Run(scenario, new Coverage());

    /// <summary>Runs one scenario and counts what it exercises.</summary>
    /// <exception cref="TargetUnusableException">The target cannot be used; one line.</exception>
    public Result Run(Scenario scenario, Coverage coverage)
    {
        _session ??= new ScenarioSession(target, settings, scenario.Layout);
        _session.Submit(0, [scenario]);
        var end = _session.Collect(0);
        var record = _session.Record(0, 0);
        var isBare = target.Kind == TargetKind.BareKernel;
        var death = end is null
            ? null
            : new ScenarioOracle(profile, new Coverage(), constants, setAside)
                .JudgeEnd(record, end.Value.Death, isBare).Death;
        var recording = ScenarioRecording.Of(record, death) with
        {
            Constants = constants.IsDefault ? [] : constants,
        };
        var ignored = isBare
            ? []
            : new ScenarioOracle(profile, coverage, constants, setAside).StepsWithoutEffect(record);
        if (end is not null)
        {
            StartAfresh();
        }

        return new Result(recording.Judge(profile, isBare, coverage, setAside), ignored, recording);
    }
}
