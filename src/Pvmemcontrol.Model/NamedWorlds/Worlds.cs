// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Model.NamedWorlds;

/// <summary>The named worlds.</summary>
public static class Worlds
{
    /// <summary>All of them, the small ones first.</summary>
    public static readonly ImmutableArray<WorldSetup> All =
    [
        .. CallWorlds.All, .. SharingWorlds.All, .. LifetimeWorlds.All, .. ProbeWorlds.All, .. DeviceWorlds.All,
        .. MachineWorlds.All, .. LifeWorlds.All, Everything.World, .. LargeWorlds.All,
    ];

    /// <summary>The world with this name, or null.</summary>
    public static WorldSetup? Find(string name) => All.FirstOrDefault(w => w.Name == name);
}
