// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Verdicts;

/// <summary>
/// Before anybody is accused: the host calls that a scenario's requests are named after, and the guest's own accesses,
/// without the device. If the model is wrong about those, nobody can be accused.
/// </summary>
internal static class BareReplay
{
    /// <summary>What the bare kernel does otherwise than the model says, or null.</summary>
    internal static Evidence? FindDifference(Scenario scenario, RunnerSettings settings)
    {
        var bare = scenario with { Steps = [.. scenario.Steps.SelectMany(s => Translate(s, scenario.Layout))] };
        if (!bare.Steps.Any(s => s is Step.HostCall))
        {
            return null;
        }

        using var trial = new Trial(TargetSpec.BareKernel, Profile.Linux, settings);
        var result = trial.RunIfUsable(bare);
        return result.Findings is [var finding, ..]
            ? new Evidence(finding, bare, result.Observations, 0, bare.Steps.Length, result.Death, IsReproduced: true)
            {
                Recording = result.Recording,
            }
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
