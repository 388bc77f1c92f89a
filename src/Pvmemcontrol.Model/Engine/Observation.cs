// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.GuestKernel;
using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.Engine;

/// <summary>Something that was seen of a step, or of an actor where it stands.</summary>
/// <param name="Actor">The actor.</param>
/// <param name="Spot">Where it was.</param>
/// <param name="Way">By which way it left; <see cref="Held"/> or <see cref="Tried"/>.</param>
/// <param name="Target">Where it was then.</param>
/// <param name="Reads">What the step read; what is set while the actor stands there; what a step read in vain.</param>
/// <param name="Waits">What it waited for.</param>
/// <param name="Guards">What it cannot be taken without.</param>
/// <param name="Writes">What it set.</param>
/// <param name="Releases">What it cleared.</param>
internal readonly record struct Observation(
    int Actor, int Spot, int Way, int Target, CellSet Reads, CellSet Waits, CellSet Guards, CellSet Writes,
    CellSet Releases)
{
    /// <summary>No way: what is set while the actor stands there.</summary>
    internal const int Held = -1;

    /// <summary>No way: what was looked at by a step that could not be taken.</summary>
    internal const int Tried = -2;

    /// <summary>A step that was taken.</summary>
    internal static Observation Of(int actor, int spot, int way, int target, Footprint footprint) =>
        new(actor, spot, way, target, footprint.Reads, footprint.Waits, footprint.Guards, footprint.Writes,
            footprint.Releases);

    /// <summary>The cells that are set while an actor stands at a spot.</summary>
    internal static Observation Holds(int actor, int spot, in CellSet cells) =>
        new(actor, spot, Held, 0, cells, default, default, default, default);

    /// <summary>The cells that a step looked at which could not be taken.</summary>
    internal static Observation InVain(int actor, int spot, Footprint footprint) =>
        new(actor, spot, Tried, 0, footprint.Reads, footprint.Waits, default, default, default);
}
