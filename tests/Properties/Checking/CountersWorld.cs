// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Numerics;
using Pvmemcontrol.Model.Checking;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Properties.Checking;

/// <summary>
/// Counters that count up to a limit, one step of one at a time: its states, steps and depths are known by arithmetic,
/// and its levels are wide.
/// </summary>
internal sealed class CountersWorld<TKey>(int counters, int limit, params int[] bits) : IPackedWorld<TKey>
    where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
{
    public string Name => "counters";

    public string Bounds => $"{counters} counters up to {limit}";

    public ImmutableArray<Requirement> Always => [Rules.NoBadNode];

    public ImmutableArray<string> Sometimes { get; init; } = [];

    public Requirement? Deadlock { get; init; }

    public ImmutableArray<ReachableGoal> ReachableGoals { get; init; } = [];

    public ImmutableArray<TKey> Initial => [TKey.Zero];

    /// <summary>The sum of all counters in states that violate.</summary>
    internal int? BadSum { get; init; }

    /// <summary>The sum of all counters in states in which the world throws.</summary>
    internal int? ThrowingSum { get; init; }

    public void Expand(TKey state, Expansion<TKey> into)
    {
        var sum = 0;
        for (var counter = 0; counter < counters; counter++)
        {
            var value = Value(state, counter);
            sum += value;
            if (value < limit)
            {
                into.Add(state + (TKey.One << Shift(counter)), counter);
            }
        }

        if (sum == BadSum)
        {
            into.Violate(Rules.NoBadNode);
        }

        if (sum == ThrowingSum)
        {
            throw new NotSupportedException("the world is at its end");
        }

        if (sum == counters * limit)
        {
            into.MarkFinal();
            into.Meet(0);
        }
    }

    public StepLabel Label(TKey state, int action) => new($"{action}", "counts");

    public string Show(TKey state) => string.Join(' ', Enumerable.Range(0, counters).Select(c => Value(state, c)));

    private int Value(TKey state, int counter) => int.CreateTruncating(state >>> Shift(counter)) & 15;

    private int Shift(int counter) => bits.Length > 0 ? bits[counter] : 4 * counter;
}
