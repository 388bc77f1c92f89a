// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Host;

/// <summary>Whether a page is known to be in memory.</summary>
/// <param name="IsResident">True for in memory and mapped, false for given back to the host.</param>
/// <param name="Reason">The requirement that says so.</param>
public sealed record Presence(bool IsResident, Requirement Reason)
{
    /// <summary>In memory.</summary>
    public static Presence Resident(Requirement reason) => new(true, reason);

    /// <summary>Given back.</summary>
    public static Presence Absent(Requirement reason) => new(false, reason);
}
