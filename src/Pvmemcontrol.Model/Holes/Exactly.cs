// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Holes;

/// <summary>One value and no other.</summary>
/// <param name="Requirement">Why.</param>
/// <param name="Value">The value.</param>
public sealed record Exactly(Requirement Requirement, ulong Value) : ValueHole(Requirement)
{
    /// <inheritdoc/>
    public override ulong Canonical => Value;

    /// <inheritdoc/>
    public override bool Admits(ulong value) => value == Value;

    /// <inheritdoc/>
    public override string Describe() => $"{Value}";
}
