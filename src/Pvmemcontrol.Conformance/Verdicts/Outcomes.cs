// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;

namespace Pvmemcontrol.Conformance.Verdicts;

/// <summary>What several outcomes come to.</summary>
public static class Outcomes
{
    /// <summary>
    /// What is proved against a device comes before what is only suspected, or what a run could not find out: who reads
    /// nothing but the exit code must not take the one for the other.
    /// </summary>
    private static readonly ImmutableArray<Outcome> ByGravity =
    [
        Outcome.Died, Outcome.Violation, Outcome.HostModelDiffers, Outcome.Undecided, Outcome.NothingExercised,
        Outcome.Conforms,
    ];

    /// <summary>The gravest of them; <see cref="Outcome.Conforms"/> of none.</summary>
    public static Outcome Gravest(IEnumerable<Outcome> outcomes) =>
        outcomes.DefaultIfEmpty(Outcome.Conforms).MinBy(o => ByGravity.IndexOf(o));
}
