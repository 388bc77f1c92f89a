// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Numerics;

namespace Pvmemcontrol.Model.Checking;

/// <summary>What a search has found to be wrong with the world, each with the way there.</summary>
internal sealed class Findings<TKey>(IPackedWorld<TKey> world, Worker<TKey>[] workers)
    where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
{
    private readonly Retracer<TKey> _retracer = new(world, workers);
    private readonly List<Violation> _violations = [];

    /// <summary>True when something is wrong.</summary>
    internal bool IsAny => _violations.Count > 0;

    /// <summary>One for each requirement and kind, the nearest to the initial states first.</summary>
    internal ImmutableArray<Violation> Violations => [.. _violations.OrderBy(v => v.Steps.Length)];

    /// <summary>Takes what the workers found at a depth; of each kind the smallest, unless it is known.</summary>
    internal void Add(IEnumerable<Found<TKey>> all, int depth)
    {
        var found = new List<Found<TKey>>();
        foreach (var one in all)
        {
            one.KeepSmallest(found);
        }

        foreach (var one in found.Where(IsNew).OrderBy(f => f.Requirement.Id.ToString()).ThenBy(f => f.Kind))
        {
            _violations.Add(_retracer.Retrace(one, depth));
        }
    }

    /// <summary>
    /// Adds the goals that can't be reached from some state, when all states are found; false when it was cancelled.
    /// </summary>
    internal bool CheckGoals(CancellationToken cancellation)
    {
        for (var goal = 0; goal < world.ReachableGoals.Length; goal++)
        {
            var check = new ReachableGoalCheck<TKey>(world, workers, goal);
            if (!check.Run(cancellation))
            {
                return false;
            }

            if (check.Trap() is var (state, depth))
            {
                var missed = world.ReachableGoals[goal];
                var found = new Found<TKey>(
                    missed.Requirement, ViolationKind.Unreachable, state, Expansion<TKey>.OfTheState);
                _violations.Add(_retracer.Retrace(found, depth, missed));
            }
        }

        return true;
    }

    private bool IsNew(Found<TKey> found)
    {
        if (found.Kind != ViolationKind.Deadlock && !world.Always.Contains(found.Requirement))
        {
            throw new InvalidOperationException(
                $"world {world.Name} violates {found.Requirement} but does not list it in {nameof(world.Always)}");
        }

        return !_violations.Any(v => v.Requirement == found.Requirement && v.Kind == found.Kind);
    }
}
