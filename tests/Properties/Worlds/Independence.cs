// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Engine;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Properties.Worlds;

/// <summary>
/// Holds what a reduction claims against the steps themselves, in every state that the full search reaches: an actor
/// that may be taken alone and any other are moved in both orders.
/// </summary>
internal sealed class Independence
{
    private readonly BoundedWorld _world;
    private readonly Spots _spots;
    private readonly Known _known;
    private readonly Reduction _reduction;
    private readonly ReducedMoves _moves;

    private Independence(BoundedWorld world, Spots spots, Known known)
    {
        (_world, _spots, _known) = (world, spots, known);
        _reduction = new Reduction(world.States, spots, known, default);
        _moves = new ReducedMoves(world, spots, known, _reduction);
    }

    /// <summary>The claims that were looked at.</summary>
    internal int Claims { get; private set; }

    /// <summary>The states that were looked at.</summary>
    internal int States { get; private set; }

    /// <summary>What contradicts a claim, or was not known of a step; null when nothing does.</summary>
    internal string? Contradiction { get; private set; }

    /// <summary>Looks at all reachable states, until something is wrong.</summary>
    /// <param name="world">The world.</param>
    /// <param name="spots">Its spots.</param>
    /// <param name="known">What the reduction knows.</param>
    internal static Independence Of(BoundedWorld world, Spots spots, Known known)
    {
        var check = new Independence(world, spots, known);
        check.Walk();
        return check;
    }

    private void Walk()
    {
        HashSet<Packed> seen = [_world.Initial];
        Queue<Packed> open = new(seen);
        while (Contradiction is null && open.TryDequeue(out var state))
        {
            States++;
            var standing = Enumerable.Range(0, _world.Actors).Select(actor => _spots.Of(state, actor)).ToArray();
            var moves = MovesOf(state);
            for (var actor = 0; actor < standing.Length; actor++)
            {
                if (moves.Any(m => m.Move.Actor == actor) && _reduction.IsAlone(actor, standing))
                {
                    Compare(state, actor, moves);
                }
            }

            foreach (var (move, violated) in moves)
            {
                if (violated is null && seen.Add(move.Next))
                {
                    open.Enqueue(move.Next);
                }
            }
        }

        Contradiction ??= _moves.News.Keys.Where(n => n.Way >= 0 && !_known.Covers(n))
            .Select(n => $"not known: {n}").FirstOrDefault();
    }

    private void Compare(in Packed state, int actor, List<(Move Move, Requirement? Violated)> moves)
    {
        foreach (var (alone, violated) in moves.Where(m => m.Move.Actor == actor))
        {
            var after = violated is null ? MovesOf(alone.Next) : [];
            foreach (var (other, wrong) in moves.Where(m => m.Move.Actor != actor && violated is null))
            {
                Claims++;
                var (later, stillWrong) = after.Find(
                    m => (m.Move.Actor, m.Move.Number, m.Move.Choice) == (other.Actor, other.Number, other.Choice));
                if (later == default)
                {
                    Say(state, alone, other, "disables it");
                }
                else if (wrong != stillWrong)
                {
                    Say(state, alone, other, $"changes what it violates: {wrong}, {stillWrong}");
                }
                else if (wrong is null && _moves.Alone(other.Next, actor, alone.Choice)?.Next != later.Next)
                {
                    Say(state, alone, other, "is disabled by it, or leads elsewhere with it");
                }
            }
        }
    }

    private void Say(in Packed state, in Move alone, in Move other, string what) => Contradiction ??=
        $"'{_world.StepAt(alone.Actor, alone.Number).Text}' ({alone.Choice}) against "
        + $"'{_world.StepAt(other.Actor, other.Number).Text}' ({other.Choice}): {what}, in {state}";

    private List<(Move Move, Requirement? Violated)> MovesOf(in Packed state)
    {
        var taker = new Taker([]);
        _moves.AllMoves(state, ref taker);
        return taker.Moves;
    }

    private readonly struct Taker(List<(Move, Requirement?)> moves) : IMoveTaker
    {
        internal List<(Move Move, Requirement? Violated)> Moves { get; } = moves;

        public void Take(in Move move, Requirement? violated) => Moves.Add((move, violated));
    }
}
