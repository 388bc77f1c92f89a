// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>Something that goes wrong: at the n-th point where anything can, in one of the ways possible there.
/// </summary>
/// <param name="Point">The point, counted from 0 over a whole run.</param>
/// <param name="Way">Which way; taken modulo the number of ways.</param>
public readonly record struct Fault(int Point, int Way)
{
    public override string ToString() => $"fault at point {Point}, way {Way}";
}

/// <summary>Decides at each point of a run what goes wrong.</summary>
internal sealed class FaultScript(ImmutableArray<Fault> faults)
{
    private readonly Dictionary<int, int> _ways =
        faults.DistinctBy(f => f.Point).ToDictionary(f => f.Point, f => f.Way);
    private int _point;

    /// <summary>How often something did.</summary>
    internal int Spent { get; private set; }

    /// <summary>The choice at the next point: 0, or one of the ways in which it can go wrong.</summary>
    internal int Next(params ReadOnlySpan<int> ways)
    {
        if (!_ways.TryGetValue(_point++, out var way) || ways.IsEmpty)
        {
            return 0;
        }

        Spent++;
        return ways[way % ways.Length];
    }
}
