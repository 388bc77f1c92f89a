// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Holes;

/// <summary>A 32-bit value that an absent register does not read as.</summary>
/// <param name="Requirement">Why.</param>
public sealed record NeitherZeroNorOnes(Requirement Requirement) : ValueHole(Requirement)
{
    /// <inheritdoc/>
    public override ulong Canonical => 1;

    /// <inheritdoc/>
    public override bool Admits(ulong value) => value is not (0 or uint.MaxValue);

    /// <inheritdoc/>
    public override string Describe() => "neither 0 nor 0xffffffff";
}
