// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using Pvmemcontrol.Model.GuestKernel;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.Engine;

/// <summary>
/// The moves of a state that a reduced search follows: those of one actor where they may be taken alone, else all. What
/// they teach beyond what is known is kept.
/// </summary>
internal sealed class ReducedMoves
{
    private readonly BoundedWorld _world;
    private readonly Spots _spots;
    private readonly Known _known;
    private readonly Reduction _reduction;
    private readonly CellSet _locks;

    /// <summary>The moves of a world.</summary>
    /// <param name="world">The world.</param>
    /// <param name="spots">Its spots.</param>
    /// <param name="known">What is known of its steps.</param>
    /// <param name="reduction">What follows from that.</param>
    internal ReducedMoves(BoundedWorld world, Spots spots, Known known, Reduction reduction) =>
        (_world, _spots, _known, _reduction, _locks) =
            (world, spots, known, reduction, world.States.Layout.Locks);

    /// <summary>What was learned.</summary>
    internal ConcurrentDictionary<Observation, bool> News { get; } = [];

    private Aspects Aspects => _world.States.Aspects;

    /// <summary>Gives the moves of a state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="taker">Receives them.</param>
    internal void Moves<T>(in Packed state, ref T taker)
        where T : struct, IMoveTaker
    {
        Span<int> standing = stackalloc int[_world.Actors];
        Look(state, standing);
        var footprint = new Footprint();
        Span<Move> moves = stackalloc Move[_spots.PutByOthers];
        for (var actor = 0; actor < standing.Length; actor++)
        {
            if (_world.MayStep(state, actor) && _reduction.IsAlone(actor, standing)
                && TryAlone(state, actor, standing, footprint, moves) is > 0 and var count)
            {
                foreach (ref readonly var move in moves[..count])
                {
                    taker.Take(move, null);
                }

                return;
            }
        }

        All(state, standing, footprint, ref taker);
    }

    /// <summary>Gives all moves of a state; what they teach is kept too.</summary>
    /// <param name="state">The state.</param>
    /// <param name="taker">Receives them.</param>
    internal void AllMoves<T>(in Packed state, ref T taker)
        where T : struct, IMoveTaker
    {
        Span<int> standing = stackalloc int[_world.Actors];
        Look(state, standing);
        All(state, standing, new Footprint(), ref taker);
    }

    /// <summary>An actor's move by a choice, whether it has a CPU or not; null when its step cannot be taken.</summary>
    internal Move? Alone(in Packed state, int actor, int choice) =>
        _world.MoveBy(state, actor, choice, new Footprint(), out _);

    private void All<T>(in Packed state, ReadOnlySpan<int> standing, Footprint footprint, ref T taker)
        where T : struct, IMoveTaker
    {
        for (var actor = 0; actor < standing.Length; actor++)
        {
            for (var choice = 0; _world.MayStep(state, actor) && choice < ChoicesOf(state, actor); choice++)
            {
                if (Take(state, actor, choice, standing, footprint, out var violated) is { } move)
                {
                    taker.Take(move, violated);
                }
            }
        }
    }

    /// <summary>Counts the moves of an actor that may be taken alone; 0 when one of them is a violation.</summary>
    private int TryAlone(
        in Packed state, int actor, ReadOnlySpan<int> standing, Footprint footprint, Span<Move> moves)
    {
        var count = 0;
        for (var choice = 0; choice < ChoicesOf(state, actor); choice++)
        {
            if (Take(state, actor, choice, standing, footprint, out var violated) is { } move)
            {
                if (violated is not null)
                {
                    return 0;
                }

                moves[count++] = move;
            }
        }

        return count;
    }

    private int ChoicesOf(in Packed state, int actor) =>
        _world.ChoicesAt(actor, _world.States.StepOf(state, actor));

    private Move? Take(in Packed state, int actor, int choice, ReadOnlySpan<int> standing, Footprint footprint,
        out Requirement? violated)
    {
        footprint.Clear();
        if (_world.MoveBy(state, actor, choice, footprint, out violated) is not { } move)
        {
            NoteStep(Observation.InVain(actor, standing[actor], footprint));
            return null;
        }

        Follow(state, move, standing, footprint);
        NoteStep(Observation.Of(actor, standing[actor], choice, _spots.Of(move.Next, actor), footprint));
        return move;
    }

    /// <summary>Where the actors stand, and what is set while they do.</summary>
    private void Look(in Packed state, Span<int> standing)
    {
        var locks = new CellSet(state.Low, state.High, 0, 0) & _locks;
        for (var actor = 0; actor < standing.Length; actor++)
        {
            standing[actor] = _spots.Of(state, actor);
            var set = locks | Aspects.Of(state, actor);
            if (!_known.IsHeld(actor, standing[actor], set))
            {
                var held = _known.StillHeld(actor, standing[actor], set);
                News.TryAdd(Observation.Holds(actor, standing[actor], held), true);
            }
        }
    }

    /// <summary>What a step changes besides what it says: where actors stand, and so what others ask of them.</summary>
    private void Follow(in Packed state, in Move move, ReadOnlySpan<int> standing, Footprint footprint)
    {
        var layout = _world.States.Layout;
        var actor = move.Actor;
        footprint.Read(layout.Pc[actor].Cells | layout.Cpu[actor].Cells | layout.Preempt[actor].Cells);
        var touched = footprint.Writes | footprint.Releases;
        footprint.Follow(layout.Pc[actor].Cells | Aspects.Changed(state, move.Next), default);
        for (var other = 0; other < standing.Length; other++)
        {
            if (other != actor && !touched.Overlaps(Aspects.Standing(other)))
            {
                continue;
            }

            var before = Aspects.Of(state, other);
            var after = Aspects.Of(move.Next, other);
            footprint.Follow(after - before, before - after);
            if (other != actor && Spots.Calm(_spots.Of(move.Next, other)) is var target
                && target != Spots.Calm(standing[other]))
            {
                Note(new Observation(other, standing[other], _spots.PutByOthers, target, default, default, default,
                    default, default));
            }
        }
    }

    /// <summary>A step that does not ask whether anything may still go wrong is the same either way.</summary>
    private void NoteStep(in Observation seen)
    {
        Note(seen);
        var faults = _world.States.Layout.FaultsLeft;
        if (faults.Max > 0 && !seen.Reads.Overlaps(faults.Cells))
        {
            Note(seen with { Spot = Spots.Twin(seen.Spot), Target = Spots.Twin(seen.Target) });
        }
    }

    private void Note(in Observation seen)
    {
        if (!_known.Covers(seen))
        {
            News.TryAdd(seen, true);
        }
    }
}
