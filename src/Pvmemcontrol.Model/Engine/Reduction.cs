// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.Engine;

/// <summary>
/// Decides where an actor's step may be taken alone: where it makes no difference whether it is taken now or after
/// anything that others may do before the actor moves again.
/// </summary>
/// <remarks>
/// Let an actor be taken alone in a state, and take any run from there. If the actor moves in it, its first move can be
/// moved to the front: others neither change what decides it, nor look at what it changes. What the run leads to is
/// the same. If it does not move, its step can be put in front, and the run leads to the same violation, the same
/// situation, or a standstill. Every move advances an actor, so there is no end to this only if there is no end to the
/// run. A standstill needs care: a task may lack a CPU there for good. Then it may neither let go of what somebody
/// waits for who needs no CPU of its own, nor be done. What is known of steps comes from having taken or tried
/// them. If a run had a first step of which less is known than it does, that step would at least be tried in the
/// reduced search too, because all steps before it are known: so a search that comes upon nothing new knew enough.
/// </remarks>
internal sealed class Reduction
{
    private readonly WorldStates _states;
    private readonly Spots _spots;
    private readonly Known _known;
    private readonly Futures _futures;
    private readonly CellSet _visible;
    private readonly CellSet _guards;

    /// <summary>For each actor and each of its spots: whether its step can ever be taken alone there.</summary>
    private readonly bool[][] _isLoner;

    /// <summary>For each two actors and each two of their spots: whether the second keeps the first from it.</summary>
    private readonly bool[][][][] _isKept;

    /// <summary>The reduction of a world.</summary>
    /// <param name="states">Its states.</param>
    /// <param name="spots">Its spots.</param>
    /// <param name="known">What is known of its steps.</param>
    /// <param name="visible">What no step that is taken alone may change, for the sake of situations.</param>
    internal Reduction(WorldStates states, Spots spots, Known known, CellSet visible)
    {
        (_states, _spots, _known, _visible) = (states, spots, known, visible);
        _futures = new Futures(states, spots, known);
        int[] actors = [.. Enumerable.Range(0, states.Setup.Actors.Length)];
        _guards = actors.Aggregate(default(CellSet), (all, actor) => all | Sum(actor, way => way.Guards) | Cpus(actor));
        var steps = actors
            .Select(actor => _futures.Seen(actor).Select(spot => StepAt(actor, spot)).ToArray()).ToArray();
        _isLoner = [.. steps.Select(row => row.Select(s => !s.Changes.Overlaps(_visible)).ToArray())];
        _isKept = [.. actors.Select(actor => actors
            .Select(other => actor == other ? [] : Compare(actor, steps[actor], other)).ToArray())];
    }

    /// <summary>True when the actor's step may be taken alone where the actors stand.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="standing">The spot of each actor.</param>
    internal bool IsAlone(int actor, ReadOnlySpan<int> standing)
    {
        if (_futures.NumberOf(actor, standing[actor]) is not (>= 0 and var number))
        {
            // It has never been there, so that this will teach something.
            return true;
        }

        if (!_isLoner[actor][number])
        {
            return false;
        }

        for (var other = 0; other < standing.Length; other++)
        {
            if (other != actor && _futures.NumberOf(other, standing[other]) is >= 0 and var there
                && _isKept[actor][other][number][there])
            {
                return false;
            }
        }

        return true;
    }

    private Step StepAt(int actor, int spot)
    {
        var (reads, waits) = _known.Tried(actor, spot);
        var step = new Step(reads | waits, default, default, false);
        for (var number = 0; number < _spots.PutByOthers; number++)
        {
            if (_known[actor, spot, number] is { } way)
            {
                step = new Step(step.Reads | way.Reads | way.Waits, step.Writes | way.Writes,
                    step.Releases | way.Releases,
                    step.Ends || way.Targets.Any(target => _spots.IsEnd(actor, target)));
            }
        }

        return step;
    }

    /// <summary>Whether an actor is kept from being taken alone: by its spot, and by that of the other.</summary>
    private bool[][] Compare(int actor, Step[] steps, int other)
    {
        var own = OwnCells(actor);
        var endsWithCpu = _futures.Seen(other).Any(spot => _spots.IsEnd(other, spot) && _spots.IsExclusive(spot));
        Dictionary<CellSet, Future[]> known = [];
        var kept = new bool[steps.Length][];
        for (var number = 0; number < kept.Length; number++)
        {
            var spot = _futures.Seen(actor)[number];
            var held = _known.Held(actor, spot) & own;
            if (!known.TryGetValue(held, out var futures))
            {
                futures = _futures.Of(other, actor, held);
                known.Add(held, futures);
            }

            var step = steps[number];
            var mayStarve = _states.Setup.Actors[actor].IsTask && !_spots.IsExclusive(spot);
            kept[number] = [.. futures.Select(future => IsKept(step, future, mayStarve)
                || (mayStarve && step.Ends && endsWithCpu))];
        }

        return kept;
    }

    private bool IsKept(in Step step, in Future future, bool mayStarve) =>
        step.Changes.Overlaps(future.Reads | future.Changes)
        || step.Writes.Overlaps(future.Waits)
        || step.Reads.Overlaps(future.Changes)
        || (mayStarve && step.Releases.Overlaps(future.HardWaits))
        || future.Changes.Overlaps(_states.Layout.Frozen.Cells);

    /// <summary>The cells that guard a way and that no other actor changes: they stay while the actor does.</summary>
    private CellSet OwnCells(int actor)
    {
        var cells = _guards;
        for (var other = 0; other < _states.Setup.Actors.Length; other++)
        {
            if (other != actor)
            {
                cells -= Sum(other, way => way.Writes | way.Releases);
            }
        }

        return cells;
    }

    private CellSet Cpus(int actor) => Enumerable.Range(0, _states.Setup.Cpus)
        .Aggregate(default(CellSet), (all, cpu) => all | _states.Aspects.Keeps(actor, cpu));

    private CellSet Sum(int actor, Func<Way, CellSet> part)
    {
        var sum = default(CellSet);
        foreach (var spot in _futures.Seen(actor))
        {
            for (var number = 0; number < _spots.Ways; number++)
            {
                sum |= _known[actor, spot, number] is { } way ? part(way) : default;
            }
        }

        return sum;
    }

    /// <summary>An actor's step by any choice, as the one that is taken alone.</summary>
    private readonly record struct Step(CellSet Reads, CellSet Writes, CellSet Releases, bool Ends)
    {
        internal CellSet Changes => Writes | Releases;
    }
}
