// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Holes;

/// <summary>
/// A value that the specification leaves open, with what it may be and the requirement that says so. The oracle
/// asks <see cref="Admits"/>; the checker, which needs one value, takes <see cref="Canonical"/>.
/// </summary>
/// <param name="Requirement">The requirement that a value outside the hole does not meet.</param>
public abstract record ValueHole(Requirement Requirement)
{
    /// <summary>One value that fits.</summary>
    public abstract ulong Canonical { get; }

    /// <summary>True when the value fits.</summary>
    public abstract bool Admits(ulong value);

    /// <summary>The values that fit, as text.</summary>
    public abstract string Describe();
}
