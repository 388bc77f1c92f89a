// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Numerics;
using Pvmemcontrol.Model.Checking;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Properties.Checking;

/// <summary>Its first key leads to all keys, and each of them back to the last, where the goal is.</summary>
internal sealed class FanWorld<TKey>(TKey[] keys) : IPackedWorld<TKey>
    where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
{
    public string Name => "fan";

    public string Bounds => $"{keys.Length} keys";

    public ImmutableArray<Requirement> Always => [];

    public ImmutableArray<string> Sometimes => [];

    public Requirement? Deadlock => null;

    public ImmutableArray<ReachableGoal> ReachableGoals => [new ReachableGoal("the last key", Rules.Progress)];

    public ImmutableArray<TKey> Initial => [keys[0]];

    public void Expand(TKey state, Expansion<TKey> into)
    {
        if (state == keys[0])
        {
            foreach (var key in keys)
            {
                into.Add(key, 0);
            }
        }

        into.Add(keys[^1], 0);
        if (state == keys[^1])
        {
            into.Meet(0);
        }
    }

    public StepLabel Label(TKey state, int action) => default;

    public string Show(TKey state) => $"{state}";
}
