// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Bounds;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;

namespace Pvmemcontrol.Conformance.Plans;

/// <summary>All runs of a command, and how its time is divided among them.</summary>
/// <param name="Runs">The runs with one vCPU.</param>
/// <param name="ConcurrentTime">The time for the rounds of each device.</param>
/// <param name="Probed">The devices whose bounds are probed.</param>
public sealed record Plan(
    ImmutableArray<PlannedRun> Runs, TimeSpan ConcurrentTime, ImmutableArray<TargetSpec> Probed)
{
    /// <summary>Rounds get one part in this many of the time.</summary>
    private const int ConcurrentPart = 5;

    /// <summary>The time of the whole command; null for no end.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>What is left out, and why; one line each.</summary>
    public ImmutableArray<string> LeftOut { get; init; } = [];

    /// <summary>The devices.</summary>
    internal IEnumerable<TargetSpec> Devices =>
        Runs.Select(r => r.Target).Where(t => t.Kind != TargetKind.BareKernel).Distinct();

    /// <summary>The plan for these targets and profiles, on these kinds of guest RAM, in this total time.</summary>
    public static Plan For(
        IReadOnlyList<(TargetSpec Target, Profile Profile)> targets, IReadOnlyList<string> backings, TimeSpan time)
    {
        var devices = targets.Select(t => t.Target).Where(t => t.Kind != TargetKind.BareKernel).Distinct().ToList();
        var least = BoundsProbe.LeastTime * devices.Count;
        var isProbed = time >= least;
        var perDevice = time / Math.Max(1, devices.Count);
        var left = isProbed ? time - (BoundsProbe.ShareOf(perDevice) * devices.Count) : time;
        var concurrent = time / ConcurrentPart;
        return new Plan(
            [.. PlannedRun.All(targets, backings, left - concurrent)],
            perDevice / ConcurrentPart,
            isProbed ? [.. devices] : [])
        {
            Time = time,
            LeftOut = isProbed
                ? []
                : [$"bounds ({BoundsProbe.Names}): needs --time {least.TotalSeconds:0} or more"],
        };
    }
}
