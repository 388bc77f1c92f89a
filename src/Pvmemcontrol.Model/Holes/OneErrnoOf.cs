// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Holes;

/// <summary>One of some error numbers.</summary>
/// <param name="Requirement">Why.</param>
/// <param name="Errnos">At least one.</param>
public sealed record OneErrnoOf(Requirement Requirement, ImmutableArray<Errno> Errnos) : ValueHole(Requirement)
{
    /// <inheritdoc/>
    public override ulong Canonical => (ulong)Errnos[0];

    /// <inheritdoc/>
    public override bool Admits(ulong value) => value <= uint.MaxValue && Errnos.Contains((Errno)value);

    /// <inheritdoc/>
    public override string Describe() => string.Join(" or ", Errnos.Select(e => Abi.Errnos.Describe((ulong)e)));
}
