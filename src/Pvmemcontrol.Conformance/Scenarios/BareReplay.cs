// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>
/// Runs a scenario without the device: the host calls of its requests, and the guest's own accesses. If the bare kernel
/// differs from the model, the device is not blamed.
/// </summary>
internal static class BareReplay
{
    /// <summary>The difference between the bare kernel and the model, or null.</summary>
    internal static ScenarioCounterexample? FindDifference(
        Scenario scenario, Origin origin, RunnerSettings settings)
    {
        using var trial = new ScenarioTrial(TargetSpec.BareKernel, Profile.Linux, settings);
        return FindDifference(scenario, origin, trial);
    }

    /// <summary>The same, in a process that runs several.</summary>
    internal static ScenarioCounterexample? FindDifference(Scenario scenario, Origin origin, ScenarioTrial trial)
    {
        var bare = scenario with { Steps = [.. scenario.Steps.SelectMany(s => Translate(s, scenario.Layout))] };
        if (!bare.Steps.Any(s => s is Step.HostCall))
        {
            return null;
        }

        var result = trial.RunIfUsable(bare);
        var bareOrigin = origin with { Target = TargetSpec.BareKernel, Profile = Profile.Linux, Index = 0 };
        return result is { Findings: [var finding, ..], Recording: { } recording }
            ? new ScenarioCounterexample(
                finding, bareOrigin, new SecondRun(IsReproduced: true), recording, bare.Steps.Length)
            : null;
    }

    private static ImmutableArray<Step> Translate(Step step, GuestLayout layout) => step switch
    {
        Step.Send { Request: { IsKnown: true } request } when IsCallable(request, layout) =>
            [new Step.HostCall(request.Function, request.Address, request.Length)],
        Step.Fill or Step.Store or Step.Load => [step],
        _ => [],
    };

    private static bool IsCallable(in Request request, GuestLayout layout) =>
        HostCalls.IsModelled(request.Function)
            && layout.Place(request.Address, request.Length).Place == RangePlace.OneRegion;
}
