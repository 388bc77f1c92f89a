// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Holes;

/// <summary>Any error number, 1 to <see cref="Errnos.Max"/>.</summary>
/// <param name="Requirement">Why.</param>
public sealed record AnyErrno(Requirement Requirement) : ValueHole(Requirement)
{
    /// <inheritdoc/>
    public override ulong Canonical => (ulong)Errno.EINVAL;

    /// <inheritdoc/>
    public override bool Admits(ulong value) => Errnos.IsError(value);

    /// <inheritdoc/>
    public override string Describe() => "an error number (1 to 4095)";
}
