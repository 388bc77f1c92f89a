// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Checking;

/// <summary>A placeholder behind the interface: right, small and slow.</summary>
internal sealed class SimpleSearch<TKey>(IPackedWorld<TKey> world, ExplorationOptions options)
    where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
{
    private readonly Dictionary<TKey, (TKey Before, int Action)> _parents = [];
    private readonly List<TKey> _order = [];
    private readonly Dictionary<(Requirement, ViolationKind), Violation> _violations = [];
    private readonly Expansion<TKey> _expansion = new();
    private readonly Dictionary<TKey, uint> _goals = [];
    private long _transitions;
    private ulong _reached;

    internal Exploration Run()
    {
        foreach (var state in world.Initial)
        {
            Discover(state, state, -1);
        }

        var (depth, maxFrontier, from) = (-1, 0, 0);
        var end = ExplorationEnd.Exhausted;
        while (from < _order.Count && end == ExplorationEnd.Exhausted)
        {
            var to = _order.Count;
            (depth, maxFrontier) = (depth + 1, Math.Max(maxFrontier, to - from));
            foreach (var state in _order[from..to].Order())
            {
                Visit(state);
            }

            from = to;
            options.Progress?.Invoke(new ExplorationProgress(_order.Count, depth));
            end = options.Cancellation.IsCancellationRequested ? ExplorationEnd.Cancelled
                : options.StopAtViolation && _violations.Count > 0 ? ExplorationEnd.Violation
                : _order.Count > options.MaxStates ? ExplorationEnd.StatesBound
                : ExplorationEnd.Exhausted;
        }

        if (end == ExplorationEnd.Exhausted)
        {
            DecideGoals();
        }

        return new Exploration
        {
            World = world,
            End = end,
            States = from,
            Transitions = _transitions,
            Depth = depth,
            MaxFrontier = maxFrontier,
            Bytes = 0,
            Violations = [.. _violations.Values],
            Unreached = [.. world.Sometimes.Where((_, i) => (_reached >> i & 1) == 0)],
        };
    }

    private void Discover(TKey state, TKey before, int action)
    {
        if (_parents.TryAdd(state, (before, action)))
        {
            _order.Add(state);
        }
    }

    private void Visit(TKey state)
    {
        _expansion.Clear();
        world.Expand(state, _expansion);
        _reached |= _expansion.Reached;
        _transitions += _expansion.Next.Length;
        for (var i = 0; i < _expansion.Next.Length; i++)
        {
            Discover(_expansion.Next[i], state, _expansion.Actions[i]);
        }

        foreach (var (requirement, action) in _expansion.Violations)
        {
            Note(requirement, action < 0 ? ViolationKind.State : ViolationKind.Step, state, action);
        }

        if (_expansion.Next.IsEmpty && _expansion.Violations.IsEmpty && !_expansion.IsFinal
            && world.Deadlock is { } deadlock)
        {
            Note(deadlock, ViolationKind.Deadlock, state, -1);
        }

        _goals[state] = _expansion.Met;
    }

    private void Note(Requirement requirement, ViolationKind kind, TKey state, int action, Goal? goal = null)
    {
        if (_violations.ContainsKey((requirement, kind)))
        {
            return;
        }

        var steps = new Stack<TraceStep>();
        if (action >= 0)
        {
            steps.Push(new TraceStep(world.Label(state, action), null));
        }

        while (_parents[state].Action >= 0)
        {
            var (before, by) = _parents[state];
            steps.Push(new TraceStep(world.Label(before, by), world.Show(state)));
            state = before;
        }

        _violations.Add((requirement, kind), new Violation(requirement, kind, world.Show(state), [.. steps], goal));
    }

    private void DecideGoals()
    {
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var state in Enumerable.Reverse(_order))
            {
                _expansion.Clear();
                world.Expand(state, _expansion);
                var met = _goals[state];
                foreach (var next in _expansion.Next)
                {
                    met |= _goals[next];
                }

                changed |= met != _goals[state];
                _goals[state] = met;
            }
        }

        for (var i = 0; i < world.Goals.Length; i++)
        {
            foreach (var state in _order.Where(s => (_goals[s] >> i & 1) == 0).Take(1))
            {
                Note(world.Goals[i].Requirement, ViolationKind.Unreachable, state, -1, world.Goals[i]);
            }
        }
    }
}
