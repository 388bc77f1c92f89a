// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Requirements;

/// <summary>A permanent name such as PVMC-DEV-012. Never given to another requirement.</summary>
/// <param name="Area">Whom it binds.</param>
/// <param name="Number">1 to 999.</param>
public readonly record struct RequirementId(RequirementArea Area, int Number)
{
    /// <summary>PVMC-AREA-NNN.</summary>
    public override string ToString() => $"PVMC-{Area.ToString().ToUpperInvariant()}-{Number:000}";
}
