// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Traces;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Verdicts;

/// <summary>
/// Runs single scenarios on a target again, in processes that are replaced when they die: for reproducing and
/// minimising.
/// </summary>
/// <param name="target">What they run on.</param>
/// <param name="profile">By which measure.</param>
/// <param name="settings">How processes are started.</param>
/// <param name="constants">Register values that are known to be constants of the target.</param>
public sealed class Trial(
    TargetSpec target, Profile profile, RunnerSettings settings, ImmutableArray<ulong> constants = default)
    : IDisposable
{
    private RunnerSession? _session;

    /// <summary>What a scenario shows: its first violation or else its deviations, and how its process died.</summary>
    public sealed record Result(
        ImmutableArray<Finding> Findings,
        ImmutableArray<Observation> Observations,
        ImmutableArray<(int Step, Requirement Requirement)> StepsWithoutEffect,
        RunDeath? Death,
        Recording? Recording);

    /// <summary>Runs one scenario where a target that has worked before may decline: then it shows nothing.</summary>
    public Result RunIfUsable(Scenario scenario)
    {
        try
        {
            return Run(scenario);
        }
        catch (TargetUnusableException)
        {
            StartAfresh();
            return new Result([], [], [], null, null);
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

    /// <summary>Runs one scenario and counts what it puts to the test.</summary>
    /// <exception cref="TargetUnusableException">The target cannot be used; one line.</exception>
    public Result Run(Scenario scenario, Coverage coverage)
    {
        _session ??= new RunnerSession(target, settings, scenario.Layout);
        _session.Submit(0, [scenario]);
        var death = _session.Collect(0);
        var record = _session.Record(0, 0);
        var oracle = new Oracle(profile, coverage, constants);
        var isBare = target.Kind == TargetKind.BareKernel;
        var recording = Recording.Of(record, death) with { Constants = constants.IsDefault ? [] : constants };
        var ignored = isBare ? [] : oracle.StepsWithoutEffect(record);
        if (death is not null)
        {
            var result = new Result(
                [oracle.Judge(record, death, isBare)], recording.Observations, ignored, death, recording);
            StartAfresh();
            return result;
        }

        var judgement = oracle.Judge(record, isBare);
        return new Result(
            judgement.Violation is { } v
                ? [v, .. judgement.Deviations]
                : judgement.Deviations, recording.Observations, ignored, null, recording);
    }
}
