// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Model.Device;

namespace Pvmemcontrol.Conformance.Plans;

/// <summary>Everything that a command puts devices to, and how its time is shared out.</summary>
/// <param name="Runs">The runs with one vCPU.</param>
/// <param name="VcpuTime">For how long several vCPUs are at work at once on each device.</param>
/// <param name="Probed">The devices that a guest tries to use up.</param>
public sealed record Plan(
    ImmutableArray<PlannedRun> Runs, TimeSpan VcpuTime, ImmutableArray<TargetSpec> Probed)
{
    /// <summary>The part of the time that several vCPUs get.</summary>
    private const int VcpuPart = 5;

    /// <summary>What is left out, and why; a line each.</summary>
    public ImmutableArray<string> LeftOut { get; init; } = [];

    /// <summary>The devices.</summary>
    internal IEnumerable<TargetSpec> Devices =>
        Runs.Select(r => r.Target).Where(t => t.Kind != TargetKind.BareKernel).Distinct();

    /// <summary>The plan for such targets, by such measures, on such guest RAM, in all this time.</summary>
    public static Plan For(
        IReadOnlyList<(TargetSpec Target, Profile Profile)> targets, IReadOnlyList<string> backings, TimeSpan time)
    {
        var devices = targets.Select(t => t.Target).Where(t => t.Kind != TargetKind.BareKernel).Distinct().ToList();
        var least = BoundsProbe.LeastTime * devices.Count;
        var isProbed = time >= least;
        var left = isProbed ? time - (BoundsProbe.Share * devices.Count) : time;
        var vcpus = time / VcpuPart;
        return new Plan([.. PlannedRun.All(targets, backings, left - vcpus)], vcpus / Math.Max(1, devices.Count),
            isProbed ? [.. devices] : [])
        {
            LeftOut = isProbed
                ? []
                : [$"what a guest can use up ({BoundsProbe.Names}): needs --time {least.TotalSeconds:0} or more"],
        };
    }
}
