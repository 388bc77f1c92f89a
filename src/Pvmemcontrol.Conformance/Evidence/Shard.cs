// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>
/// A part of a run: every scenario and round of a seed belongs to one of the parts, whichever machine runs it.
/// </summary>
/// <param name="Number">Which part, from 1.</param>
/// <param name="Count">How many parts there are.</param>
public sealed record Shard(int Number, int Count)
{
    /// <summary>The most parts.</summary>
    public const int Most = 100_000;

    /// <summary>All in one part.</summary>
    public static Shard Whole { get; } = new(1, 1);

    /// <summary>What is done once for all parts is done in this one.</summary>
    public bool IsFirst => Number == 1;

    /// <summary>The index in the whole run of the scenario or round that has this index in the part.</summary>
    public long IndexOf(long index) => checked((index * Count) + Number - 1);

    /// <summary>The part that a text such as 2/4 names; null if it names none.</summary>
    public static Shard? Parse(string text)
    {
        var parts = text.Split('/');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && number >= 1 && number <= count && count <= Most
            ? new Shard(number, count)
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Number}/{Count}";
}
