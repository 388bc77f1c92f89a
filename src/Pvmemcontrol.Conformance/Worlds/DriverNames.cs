// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Driver;
using Pvmemcontrol.Model.Steps;

namespace Pvmemcontrol.Conformance.Worlds;

/// <summary>The variants of the guest driver by name.</summary>
public static class DriverNames
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = ["v4", "v5", "hardened"];

    /// <summary>The driver with this name, or null.</summary>
    public static GuestDriver? Find(string name) => name switch
    {
        "v4" => new V4Driver(),
        "v5" => new V5Driver(),
        "hardened" => new HardenedDriver(),
        _ => null,
    };
}
