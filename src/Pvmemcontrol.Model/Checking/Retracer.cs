// SPDX-License-Identifier: Apache-2.0

using System.Numerics;

namespace Pvmemcontrol.Model.Checking;

/// <summary>
/// Finds a shortest path to a state. No state has its predecessor stored: the states of a depth are next to each other
/// in the workers' tables, so those one step before are expanded again until one is seen to lead there. The whole path
/// costs no more than the search did, and a search that finds nothing pays nothing.
/// </summary>
internal sealed class Retracer<TKey>(IPackedWorld<TKey> world, Worker<TKey>[] workers)
    where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
{
    /// <summary>The counterexample that leads to what was found at <paramref name="depth"/>.</summary>
    internal Violation Retrace(Found<TKey> found, int depth, ReachableGoal? goal = null)
    {
        var isStep = found.Action != Expansion<TKey>.OfTheState;
        var steps = new TraceStep[isStep ? depth + 1 : depth];
        if (isStep)
        {
            steps[depth] = new TraceStep(world.Label(found.State, found.Action), null);
        }

        var state = found.State;
        for (var before = depth - 1; before >= 0; before--)
        {
            var (from, action) = Before(state, before);
            steps[before] = new TraceStep(world.Label(from, action), world.Show(state));
            state = from;
        }

        return new Violation(found.Requirement, found.Kind, world.Show(state), [.. steps], goal);
    }

    private (TKey State, int Action) Before(TKey state, int depth)
    {
        var found = new (TKey State, int Action)?[workers.Length];
        var states = workers.Sum(w => (long)w.Levels[depth + 1] - w.Levels[depth]);
        Workers.Share(workers.Length, states, self => found[self] = Before(state, depth, workers[self]));

        // The smallest, so that the path does not depend on which worker owns which state.
        return found.Where(f => f is not null).Min()
            ?? throw new InvalidOperationException(
                $"world {world.Name} does not always say the same of a state: nothing leads to {world.Show(state)}");
    }

    private (TKey State, int Action)? Before(TKey state, int depth, Worker<TKey> worker)
    {
        var expansion = new Expansion<TKey>();
        (TKey State, int Action)? smallest = null;
        for (var number = worker.Levels[depth]; number < worker.Levels[depth + 1]; number++)
        {
            var from = worker.Table[number];
            expansion.Clear();
            world.Expand(from, expansion);
            for (var i = expansion.Next.IndexOf(state); i >= 0 && i < expansion.Next.Length; i++)
            {
                var step = (from, expansion.Actions[i]);
                if (expansion.Next[i] == state && (smallest is null || step.CompareTo(smallest.Value) < 0))
                {
                    smallest = step;
                }
            }
        }

        return smallest;
    }
}
