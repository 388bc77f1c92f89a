// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>The numbers of a <see cref="BoundSheet"/>, as a value.</summary>
/// <param name="Fields">Those before the waves, by <see cref="BoundField"/>.</param>
/// <param name="Waves">The counts of all waves.</param>
/// <param name="Leaks">The growth over calls, by <see cref="LeakCalls"/>; empty where no calls are repeated.</param>
internal sealed record BoundFigures(
    ImmutableArray<long> Fields, ImmutableArray<BoundWave> Waves, ImmutableArray<LeakGrowth> Leaks)
{
    /// <summary>The fields that are numbers of their own.</summary>
    internal static ImmutableArray<BoundField> Names { get; } =
        [.. Enum.GetValues<BoundField>().Where(f => f < BoundField.Waves)];

    /// <summary>True for a field that traces of earlier versions of the tool lack.</summary>
    internal static bool IsLater(BoundField field) => field >= BoundField.KindsOfCalls;

    /// <summary>True for the fields of <see cref="BoundKind.Large"/>; they are 0 in others.</summary>
    internal static bool IsLarge(BoundField field) =>
        field is >= BoundField.LargeRequests and <= BoundField.LargeUnanswered;

    /// <summary>A number.</summary>
    internal long this[BoundField field] => Fields[(int)field];

    /// <summary>What the guest tried to use up.</summary>
    internal BoundKind Kind => (BoundKind)this[BoundField.Kind];

    /// <summary>Copies a sheet.</summary>
    internal static BoundFigures Of(BoundSheet sheet) => new(
        [.. Names.Select(f => sheet[f])],
        [.. Enumerable.Range(0, MappingBound.Waves.Length).Select(w => sheet.Wave(w))],
        sheet[BoundField.Kind] == (long)BoundKind.Leaks
            ? [.. Enumerable.Range(0, LeakCalls.Count).Select(c => sheet.Leak(c))]
            : []);
}
