// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Drivers.Oracles;

/// <summary>One observation that contradicts a requirement.</summary>
/// <param name="Requirement">Which.</param>
/// <param name="Text">What happened, in a sentence.</param>
/// <param name="Defect">Two findings with the same requirement and defect are one.</param>
internal sealed record Finding(Requirement Requirement, string Text, string Defect)
{
    /// <summary>Where the memory was allocated: return addresses, the innermost first.</summary>
    internal ulong[] Allocated { get; init; } = [];

    /// <summary>Where it was freed.</summary>
    internal ulong[] Freed { get; init; } = [];

    /// <summary>Where the driver was when it happened.</summary>
    internal ulong[] At { get; init; } = [];
}
