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

    /// <summary>The time that the bounds of all devices get, behind everything else.</summary>
    internal TimeSpan TimeOfBounds =>
        Time is { } time && !Probed.IsEmpty ? TimeOfBoundsOf(Probed.Length, time) : TimeSpan.Zero;

    private static TimeSpan TimeOfBoundsOf(int devices, TimeSpan time) =>
        BoundsProbe.ShareOf(time / devices) * devices;

    /// <summary>The devices.</summary>
    internal IEnumerable<TargetSpec> Devices =>
        Runs.Select(r => r.Target).Where(t => t.Kind != TargetKind.BareKernel).Distinct();

    /// <summary>Everything with one vCPU: what a server does in its own process cannot be looked at.</summary>
    private static Plan ForServer(
        TargetSpec server, Profile profile, IReadOnlyList<string> backings, TimeSpan time) =>
        new([.. PlannedRun.All([(server, profile)], backings, time)], TimeSpan.Zero, [])
        {
            Time = time,
            LeftOut =
            [
                $"bounds ({BoundsProbe.Names}): the device is in another process",
                "concurrent: a connection brings one access at a time",
            ],
        };

    /// <summary>The plan for these targets and profiles, on these kinds of guest RAM, in this total time.</summary>
    public static Plan For(
        IReadOnlyList<(TargetSpec Target, Profile Profile)> targets, IReadOnlyList<string> backings, TimeSpan time)
    {
        if (targets is [{ Target.Kind: TargetKind.Server } server])
        {
            return ForServer(server.Target, server.Profile, backings, time);
        }

        var devices = targets.Select(t => t.Target).Where(t => t.Kind != TargetKind.BareKernel).Distinct().ToList();
        var least = BoundsProbe.LeastTime * devices.Count;
        var isProbed = time >= least;
        var perDevice = time / Math.Max(1, devices.Count);
        var left = isProbed && devices.Count > 0 ? time - TimeOfBoundsOf(devices.Count, time) : time;
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
