// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Diagnostics;
using Pvmemcontrol.Model.Checking;
using Pvmemcontrol.Model.Driver;
using Pvmemcontrol.Model.Engine;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.Steps;

namespace Pvmemcontrol.Conformance.Worlds;

/// <summary>A world that was searched with a driver in it.</summary>
/// <param name="Setup">The world.</param>
/// <param name="Driver">The driver.</param>
/// <param name="Exploration">What was found.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record WorldRun(WorldSetup Setup, GuestDriver Driver, Exploration Exploration, TimeSpan Elapsed)
{
    /// <summary>The violated MUST requirements that rest on the patch or on safety.</summary>
    public ImmutableArray<Violation> Violations =>
        [.. Exploration.Violations.Where(v => v.Requirement.MakesViolation)];

    /// <summary>The other requirements that are violated.</summary>
    public ImmutableArray<Violation> Deviations =>
        [.. Exploration.Violations.Where(v => !v.Requirement.MakesViolation)];

    /// <summary>
    /// The goals that must be reachable and were not reached. Only the hardened driver is checked: the bugs of others
    /// may prevent it.
    /// </summary>
    public ImmutableArray<string> Unreached =>
        Driver is HardenedDriver && IsExhausted ? Exploration.Unreached : [];

    /// <summary>True when every reachable state was visited.</summary>
    public bool IsExhausted => Exploration.End == ExplorationEnd.Exhausted;

    /// <summary>True when of steps that do not touch each other only one order was followed.</summary>
    public bool IsReduced => Checkable.IsReduced(Exploration.World);

    /// <summary>The bounds of the search, in words.</summary>
    public string Bounds => Exploration.World.Bounds;

    /// <summary>Searches a world: to its end, or when it is a large one to the first violation.</summary>
    /// <param name="setup">The world.</param>
    /// <param name="driver">The driver.</param>
    /// <param name="options">Bounds, threads and progress.</param>
    /// <param name="reduces">
    /// False: follows every order of steps also in a large world. Small ones are always searched so: it takes no time.
    /// </param>
    public static WorldRun Of(WorldSetup setup, GuestDriver driver, ExplorationOptions options, bool reduces = true)
    {
        var clock = Stopwatch.StartNew();
        var world = new BoundedWorld(setup, driver);
        var limits = options with { StopAtViolation = setup.IsLarge };
        var exploration = setup.IsLarge && reduces
            ? ReducedSearch.Explore(world, limits)
            : Explorer.Explore(Checkable.Of(world), limits);
        return new WorldRun(setup, driver, exploration, clock.Elapsed);
    }
}
