// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>What the guest of a bound leaves out, as bits: <see cref="BoundField.LeftOut"/>.</summary>
internal static class LeftOut
{
    private static readonly ImmutableArray<string> OfLeaks =
    [
        .. Enumerable.Range(0, LeakCalls.Count).Select(call => LeakCalls.IsRefusal(call)
            ? $"{LeakCalls.FunctionOf(call)} outside guest RAM"
            : LeakCalls.Names[call]),
        .. Enumerable.Range(LeakCalls.Refusals, FunctionCodes.Count)
            .Select(call => $"misaligned {LeakCalls.FunctionOf(call)}"),
    ];

    private static readonly ImmutableArray<string> OfMappings =
        [.. MappingBound.Waves[..MappingBound.PlainWaves].Select(FunctionCodes.Name)];

    /// <summary>What each bit stands for.</summary>
    internal static ImmutableArray<string> NamesFor(BoundKind kind) => kind switch
    {
        BoundKind.Leaks => OfLeaks,
        BoundKind.Mappings => OfMappings,
        BoundKind.Locks or BoundKind.Lives or BoundKind.Channels or BoundKind.Large => [],
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>True when a bit is set.</summary>
    internal static bool Has(long bits, int index) => ((bits >> index) & 1) != 0;

    /// <summary>The names of all bits that are set.</summary>
    internal static IEnumerable<string> NamesOf(BoundFigures figures) =>
        NamesFor(figures.Kind).Where((_, index) => Has(figures[BoundField.LeftOut], index));

    /// <summary>The bits of these names.</summary>
    /// <exception cref="FormatException">One names nothing that this kind can leave out.</exception>
    internal static long Parse(BoundKind kind, IEnumerable<string> names) => names
        .Select(name => NamesFor(kind).IndexOf(name) is >= 0 and var index
            ? 1L << index
            : throw new FormatException($"'leftOut': {kind} cannot leave out '{name}'"))
        .Aggregate(0L, (all, bit) => all | bit);
}
