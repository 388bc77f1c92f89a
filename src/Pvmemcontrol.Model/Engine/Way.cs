// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.Engine;

/// <summary>All that was seen of a step at a spot, by one choice.</summary>
/// <param name="Reads">All that it ever read.</param>
/// <param name="Waits">All that it ever waited for.</param>
/// <param name="Guards">What it never was taken without having waited for.</param>
/// <param name="Writes">All that it ever set.</param>
/// <param name="Releases">All that it ever cleared.</param>
/// <param name="Targets">The spots that it ever led to, in order.</param>
internal sealed record Way(
    CellSet Reads, CellSet Waits, CellSet Guards, CellSet Writes, CellSet Releases, ImmutableArray<int> Targets)
{
    /// <summary>What was seen once.</summary>
    internal static Way Of(in Observation seen) =>
        new(seen.Reads, seen.Waits, seen.Guards, seen.Writes, seen.Releases, [seen.Target]);

    /// <summary>With what was seen besides.</summary>
    internal Way And(in Observation seen) => new(
        Reads | seen.Reads, Waits | seen.Waits, Guards & seen.Guards, Writes | seen.Writes, Releases | seen.Releases,
        Targets.Contains(seen.Target) ? Targets : [.. Targets.Append(seen.Target).Order()]);

    /// <summary>True when it was seen before, or nothing new is in it.</summary>
    internal bool Covers(in Observation seen) =>
        Reads.Contains(seen.Reads) && Waits.Contains(seen.Waits) && seen.Guards.Contains(Guards)
        && Writes.Contains(seen.Writes) && Releases.Contains(seen.Releases) && Targets.Contains(seen.Target);
}
