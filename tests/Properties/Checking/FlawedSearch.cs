// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Checking;

namespace Pvmemcontrol.Properties.Checking;

/// <summary>A plain explorer with one mistake in it, to see that the contract notices.</summary>
internal sealed class FlawedSearch(GraphWorld<ulong> world, ExplorationOptions options, FlawedSearch.Flaw flaw)
{
    internal enum Flaw
    {
        None,
        KeyZeroIsTakenForEmpty,
        KeysAreComparedByAHash,
        DepthFirst,
        TheFirstComerIsShown,
        DepthIsOneMore,
        StepsToKnownStatesAreNotCounted,
        FinalStatesAreDeadlocks,
        BadStatesAreDeadlocks,
        DeadlocksAreMissed,
        StepsAreNotChecked,
        OnlyTheInitialStateMustReachTheGoal,
        EveryStateMustMeetTheGoal,
        SituationsAreForgotten,
    }

    private readonly Dictionary<ulong, (ulong Before, int Action, int Depth)> _known = [];
    private readonly HashSet<ulong> _hashes = [];
    private readonly List<Violation> _violations = [];
    private readonly Dictionary<(string, ViolationKind), (ulong State, int Action, int Depth)> _shown = [];
    private readonly List<List<ulong>> _levels = [[]];
    private long _transitions;
    private bool _reached;

    internal Exploration Run()
    {
        foreach (var state in world.Initial)
        {
            Discover(state, state, -1, 0);
        }

        var depth = 0;
        for (; depth < _levels.Count && (_violations.Count == 0 || !options.StopAtViolation); depth++)
        {
            var level = _levels[depth];
            for (var i = 0; i < level.Count; i++)
            {
                Visit(flaw == Flaw.DepthFirst ? level[^(i + 1)] : level[i], depth);
            }
        }

        if (_violations.Count == 0)
        {
            CheckGoal();
        }

        return new Exploration
        {
            World = world,
            End = depth < _levels.Count || (_violations.Any(v => v.Kind != ViolationKind.Unreachable)
                && options.StopAtViolation) ? ExplorationEnd.Violation : ExplorationEnd.Exhausted,
            States = _levels.Take(depth).Sum(l => l.Count),
            Transitions = _transitions,
            Depth = flaw == Flaw.DepthIsOneMore ? depth : depth - 1,
            MaxFrontier = _levels.Take(depth).Max(l => l.Count),
            Bytes = 0,
            Violations = [.. _violations],
            Unreached = _reached && flaw != Flaw.SituationsAreForgotten ? [] : world.Sometimes,
        };
    }

    private void Discover(ulong state, ulong before, int action, int depth)
    {
        if (flaw == Flaw.KeyZeroIsTakenForEmpty && state == 0 && depth > 0)
        {
            return;
        }

        var isNew = !_known.ContainsKey(state)
            && (flaw != Flaw.KeysAreComparedByAHash || _hashes.Add((state ^ (state >> 32)) % 61));
        if (!isNew)
        {
            return;
        }

        // A depth-first search reaches a state by the first path that it tried.
        var level = flaw == Flaw.DepthFirst ? _levels.Count - (depth == 0 ? 1 : 0) : depth;
        _known.Add(state, (before, action, level));
        if (level == _levels.Count)
        {
            _levels.Add([]);
        }

        _levels[level].Add(state);
    }

    private void Visit(ulong state, int depth)
    {
        var said = new Expansion<ulong>();
        world.Expand(state, said);
        _reached |= said.Reached != 0;
        for (var i = 0; i < said.Next.Length; i++)
        {
            _transitions += flaw == Flaw.StepsToKnownStatesAreNotCounted && _known.ContainsKey(said.Next[i]) ? 0 : 1;
            Discover(said.Next[i], state, said.Actions[i], depth + 1);
        }

        foreach (var (requirement, action) in said.Violations)
        {
            if (action < 0 || flaw != Flaw.StepsAreNotChecked)
            {
                Note(new Violation(requirement, action < 0 ? ViolationKind.State : ViolationKind.Step, "", []),
                    state, action, depth);
            }
        }

        var isExcused = (said.IsFinal && flaw != Flaw.FinalStatesAreDeadlocks)
            || (!said.Violations.IsEmpty && flaw != Flaw.BadStatesAreDeadlocks) || flaw == Flaw.DeadlocksAreMissed;
        if (said.Next.IsEmpty && !isExcused)
        {
            Note(new Violation(Rules.NoDeadlock, ViolationKind.Deadlock, "", []), state, -1, depth);
        }
    }

    // Of those at one depth the smallest is shown: it takes the place of one that came before.
    private void Note(Violation violation, ulong state, int action, int depth)
    {
        var id = (violation.Requirement.Id.ToString(), violation.Kind);
        if (_shown.TryGetValue(id, out var shown))
        {
            if (shown.Depth < depth || flaw == Flaw.TheFirstComerIsShown
                || (shown.State, shown.Action).CompareTo((state, action)) <= 0)
            {
                return;
            }

            _violations.RemoveAll(v => (v.Requirement.Id.ToString(), v.Kind) == id);
        }

        _shown[id] = (state, action, depth);
        var steps = new Stack<TraceStep>();
        if (action >= 0)
        {
            steps.Push(new TraceStep(world.Label(state, action), null));
        }

        while (_known[state].Action >= 0)
        {
            var (before, by, _) = _known[state];
            steps.Push(new TraceStep(world.Label(before, by), world.Show(state)));
            state = before;
        }

        _violations.Add(violation with { Start = world.Show(state), Steps = [.. steps] });
    }

    private void CheckGoal()
    {
        foreach (var goal in world.ReachableGoals)
        {
            foreach (var level in _levels.Index())
            {
                foreach (var state in level.Item.Order().Where(s => !CanReachGoal(s)).Take(1))
                {
                    if (flaw != Flaw.OnlyTheInitialStateMustReachTheGoal || level.Index == 0)
                    {
                        Note(new Violation(goal.Requirement, ViolationKind.Unreachable, "", [], goal),
                            state, -1, level.Index);
                    }
                }
            }
        }
    }

    private bool CanReachGoal(ulong from)
    {
        var seen = new HashSet<ulong> { from };
        var queue = new Queue<ulong>(seen);
        while (queue.TryDequeue(out var state))
        {
            var said = new Expansion<ulong>();
            world.Expand(state, said);
            if (said.Met != 0)
            {
                return true;
            }

            foreach (var next in flaw == Flaw.EveryStateMustMeetTheGoal ? [] : said.Next)
            {
                if (seen.Add(next))
                {
                    queue.Enqueue(next);
                }
            }
        }

        return false;
    }
}
