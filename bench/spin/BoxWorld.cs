// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Numerics;
using Pvmemcontrol.Model.Checking;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Bench.Spin;

/// <summary>
/// Three counters, each counting up to a limit: as many states as wanted, with three small steps each, to see what the
/// explorer itself costs in time and memory.
/// </summary>
/// <param name="states">About how many states.</param>
internal sealed class BoxWorld<TKey>(long states) : IPackedWorld<TKey>
    where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
{
    private static readonly int Shift = TKey.AllBitsSet.GetShortestBitLength() / 3;
    private static readonly TKey Mask = TKey.CreateTruncating(0xFFFF);

    private readonly TKey _limit = TKey.CreateChecked((int)Math.Round(Math.Cbrt(states)) - 1);

    public string Name => "box";

    public string Bounds => $"3 counters up to {_limit}";

    public ImmutableArray<Requirement> Always => [];

    public ImmutableArray<string> Sometimes => [];

    public Requirement? Deadlock => null;

    public ImmutableArray<ReachableGoal> ReachableGoals => [];

    public ImmutableArray<TKey> Initial => [TKey.Zero];

    public void Expand(TKey state, Expansion<TKey> into)
    {
        for (var axis = 0; axis < 3; axis++)
        {
            if (((state >>> (axis * Shift)) & Mask) < _limit)
            {
                into.Add(state + (TKey.One << (axis * Shift)), axis);
            }
        }
    }

    public StepLabel Label(TKey state, int action) => new($"{action}", "counts");

    public string Show(TKey state) => $"{state}";
}
