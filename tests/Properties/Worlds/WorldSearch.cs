// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using Pvmemcontrol.Model.Checking;
using Pvmemcontrol.Model.Engine;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.Steps;

namespace Pvmemcontrol.Properties.Worlds;

/// <summary>Searches worlds to their end, on one thread.</summary>
internal static class WorldSearch
{
    private static readonly ConcurrentDictionary<(string, string), Exploration> Done = new();

    /// <summary>Everything that a named world shows of a driver.</summary>
    internal static Exploration Exhaust(string world, GuestDriver driver) => Done.GetOrAdd(
        (world, driver.GetType().Name), _ => Exhaust(Model.NamedWorlds.Worlds.Find(world)!, driver));

    /// <summary>Everything that a world shows of a driver.</summary>
    internal static Exploration Exhaust(WorldSetup setup, GuestDriver driver) => Explorer.Explore(
        Checkable.Of(new BoundedWorld(setup, driver)), new ExplorationOptions { StopAtViolation = false });

    /// <summary>The IDs of what was violated.</summary>
    internal static string[] Violated(Exploration exploration) =>
        [.. exploration.Violations.Select(v => v.Requirement.Id.ToString()).Distinct()];
}
