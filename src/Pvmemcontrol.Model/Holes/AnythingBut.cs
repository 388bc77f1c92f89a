// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Holes;

/// <summary>Any value but one.</summary>
/// <param name="Requirement">Why.</param>
/// <param name="Value">The one that does not fit.</param>
/// <param name="Name">What a reader calls it.</param>
public sealed record AnythingBut(Requirement Requirement, ulong Value, string Name) : ValueHole(Requirement)
{
    /// <inheritdoc/>
    public override ulong Canonical => Value == 0 ? 1UL : 0UL;

    /// <inheritdoc/>
    public override bool Admits(ulong value) => value != Value;

    /// <inheritdoc/>
    public override string Describe() => $"anything but {Name}";
}
