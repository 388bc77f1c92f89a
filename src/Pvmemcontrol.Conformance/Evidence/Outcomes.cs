// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>The outcome of several runs.</summary>
public static class Outcomes
{
    /// <summary>
    /// All of them, the most severe first. A proven violation comes before an unproven one: the exit code alone must
    /// show that a device is broken.
    /// </summary>
    public static ImmutableArray<Outcome> BySeverity { get; } =
    [
        Outcome.Died, Outcome.Violation, Outcome.HostModelDiffers, Outcome.Undecided, Outcome.NothingExercised,
        Outcome.Conforms,
    ];

    /// <summary>The most severe of them; <see cref="Outcome.Conforms"/> of none.</summary>
    public static Outcome MostSevere(IEnumerable<Outcome> outcomes) =>
        outcomes.DefaultIfEmpty(Outcome.Conforms).MinBy(o => BySeverity.IndexOf(o));
}
