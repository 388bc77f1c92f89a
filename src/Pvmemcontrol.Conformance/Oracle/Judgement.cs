// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;

namespace Pvmemcontrol.Conformance.Oracle;

/// <summary>What the oracle says of one run.</summary>
/// <param name="Violation">The first violation, or null.</param>
/// <param name="Deviations">The deviations before it, in order.</param>
public sealed record Judgement(Finding? Violation, ImmutableArray<Finding> Deviations)
{
    /// <summary>True without any finding.</summary>
    public bool IsClean => Violation is null && Deviations.IsEmpty;

    /// <summary>The violation, if there is one, and the deviations.</summary>
    public ImmutableArray<Finding> Findings => Violation is { } v ? [v, .. Deviations] : Deviations;
}
