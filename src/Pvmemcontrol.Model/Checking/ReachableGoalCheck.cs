// SPDX-License-Identifier: Apache-2.0

using System.Numerics;

namespace Pvmemcontrol.Model.Checking;

/// <summary>
/// Decides, on the whole graph, from which states a goal can be reached. Backwards steps are not known, so a state is
/// marked once one of its successors is, over and over until nothing changes. From the last state to the first, most
/// are marked in the first pass: steps mostly lead to states that were found later.
/// </summary>
/// <remarks>
/// Each worker marks its own states only and may read a mark of another's too late; then a later pass sees it. In a
/// pass in which no worker marked anything, no worker read too early either.
/// </remarks>
internal sealed class ReachableGoalCheck<TKey>(IPackedWorld<TKey> world, Worker<TKey>[] workers, int goal)
    where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
{
    private const int StatesBetweenLooks = 1 << 12;

    private readonly ulong[][] _marks = [.. workers.Select(w => new ulong[(w.Table.Count / 64) + 1])];

    /// <summary>Marks the states from which the goal can be reached; false when it was cancelled.</summary>
    internal bool Run(CancellationToken cancellation)
    {
        var marked = new bool[workers.Length];
        var states = workers.Sum(w => (long)w.Table.Count);
        do
        {
            Workers.Share(workers.Length, states, self => marked[self] = Pass(self, cancellation));
        }
        while (Array.Exists(marked, m => m) && !cancellation.IsCancellationRequested);

        return !cancellation.IsCancellationRequested;
    }

    /// <summary>The state nearest to the initial ones from which the goal can't be reached, and its depth.</summary>
    internal (TKey State, int Depth)? Trap()
    {
        for (var depth = 0; depth + 1 < workers[0].Levels.Count; depth++)
        {
            TKey? smallest = null;
            for (var self = 0; self < workers.Length; self++)
            {
                for (var number = workers[self].Levels[depth]; number < workers[self].Levels[depth + 1]; number++)
                {
                    var state = workers[self].Table[number];
                    if (!IsMarked(self, number) && (smallest is null || state < smallest))
                    {
                        smallest = state;
                    }
                }
            }

            if (smallest is { } trap)
            {
                return (trap, depth);
            }
        }

        return null;
    }

    private bool IsMarked(int owner, int number) => ((_marks[owner][number >> 6] >> number) & 1) != 0;

    private bool Pass(int self, CancellationToken cancellation)
    {
        var expansion = new Expansion<TKey>();
        var hasMarked = false;
        for (var number = workers[self].Table.Count - 1; number >= 0; number--)
        {
            if (number % StatesBetweenLooks == 0 && cancellation.IsCancellationRequested)
            {
                break;
            }

            if (!IsMarked(self, number) && Leads(workers[self].Table[number], expansion))
            {
                _marks[self][number >> 6] |= 1UL << number;
                hasMarked = true;
            }
        }

        return hasMarked;
    }

    private bool Leads(TKey state, Expansion<TKey> expansion)
    {
        expansion.Clear();
        world.Expand(state, expansion);
        if (((expansion.Met >> goal) & 1) != 0)
        {
            return true;
        }

        foreach (var next in expansion.Next)
        {
            var owner = Worker<TKey>.Owner(next, workers.Length);
            if (IsMarked(owner, workers[owner].Table.Find(next)))
            {
                return true;
            }
        }

        return false;
    }
}
