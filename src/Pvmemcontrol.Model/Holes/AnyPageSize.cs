// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Holes;

/// <summary>A power of two, at least the smallest page.</summary>
/// <param name="Requirement">Why.</param>
public sealed record AnyPageSize(Requirement Requirement) : ValueHole(Requirement)
{
    /// <inheritdoc/>
    public override ulong Canonical => PageGeometry.Size;

    /// <inheritdoc/>
    public override bool Admits(ulong value) => value >= PageGeometry.Size && BitOperations.IsPow2(value);

    /// <inheritdoc/>
    public override string Describe() => "a power of two of at least 4096";
}
