// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;

namespace Pvmemcontrol.Cli;

/// <summary>One target on one kind of guest RAM, by one measure, for so long.</summary>
internal sealed record PlannedRun(TargetSpec Target, Profile Profile, string Backing, TimeSpan Time)
{
    /// <summary>How many bytes the process may lock; null for the host's own limit.</summary>
    internal ulong? LockLimit { get; init; }

    /// <summary>Every target on every kind of guest RAM; together they take this time.</summary>
    internal static IReadOnlyList<PlannedRun> All(
        IReadOnlyList<(TargetSpec Target, Profile Profile)> targets, IReadOnlyList<string> backings, TimeSpan time)
    {
        var shares = backings.Sum(Share) * targets.Count;
        return
        [
            .. backings.SelectMany(b => targets.Select(t =>
                new PlannedRun(t.Target, t.Profile, b, time * Share(b) / shares))),
        ];
    }

    /// <summary>Ordinary memory is where devices differ most.</summary>
    private static int Share(string backing) => backing == Layouts.HugeName ? 1 : 3;
}
