// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Numerics;
using Pvmemcontrol.Model.Checking;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.Engine;

/// <summary>A world as the explorer sees it, its states packed into as few bits as they need.</summary>
public static class Checkable
{
    private const int ActionsPerActor = 8;

    /// <summary>The world with keys of 64 bits where they suffice, else of 128.</summary>
    public static IWorld Of(BoundedWorld world) => Of(world, null);

    /// <summary>True for a world of which only the moves of a reduced search are followed.</summary>
    public static bool IsReduced(IWorld world) => world is IMayBeReduced { IsReduced: true };

    /// <summary>The world of which only the moves of a reduced search are followed.</summary>
    internal static IWorld Of(BoundedWorld world, ReducedMoves? reduced) => world.States.Layout.FitsHalf
        ? new Packing<ulong>(world, reduced, state => state.Low, key => new Packed(key, 0))
        : new Packing<UInt128>(world, reduced, state => state.Key, Packed.Of);

    /// <summary>The number by which <see cref="IPackedWorld{TKey}.Label"/> knows a move.</summary>
    public static int ActionOf(in Move move) => (move.Actor * ActionsPerActor) + move.Choice;

    private interface IMayBeReduced
    {
        bool IsReduced { get; }
    }

    private sealed class Packing<TKey>(
        BoundedWorld world, ReducedMoves? reduced, Func<Packed, TKey> pack, Func<TKey, Packed> unpack)
        : IPackedWorld<TKey>, IMayBeReduced
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
    {
        private readonly Func<Packed, bool>[] _sometimes =
            [.. world.States.Setup.Sometimes.Select(s => SituationCheck.Of(s, world.States))];

        public bool IsReduced => reduced is not null;

        public string Name => world.States.Setup.Name;

        public string Bounds => world.States.Setup.Bounds + (reduced is null ? "" : ", reduced");

        public ImmutableArray<Requirement> Always => world.States.Judged;

        public ImmutableArray<string> Sometimes { get; } = [.. world.States.Setup.Sometimes.Select(s => s.Text)];

        public Requirement? Deadlock => SystemRequirements.EveryCallReturns;

        public ImmutableArray<ReachableGoal> ReachableGoals => [];

        public ImmutableArray<TKey> Initial => [pack(world.Initial)];

        public void Expand(TKey state, Expansion<TKey> into)
        {
            var packed = unpack(state);
            var taker = new Taker(into, pack);
            if (reduced is null)
            {
                world.Moves(packed, ref taker);
            }
            else
            {
                reduced.Moves(packed, ref taker);
            }

            if (world.States.IsFinished(packed))
            {
                into.MarkFinal();
                if (world.States.LeakIn(packed) is { } leak)
                {
                    into.Violate(leak);
                }
            }

            for (var i = 0; i < _sometimes.Length; i++)
            {
                if (_sometimes[i](packed))
                {
                    into.Reach(i);
                }
            }
        }

        public StepLabel Label(TKey state, int action) =>
            MoveText.Label(world, unpack(state), action / ActionsPerActor, action % ActionsPerActor);

        public string Show(TKey state) => MoveText.Show(world.States, unpack(state));

        private readonly struct Taker(Expansion<TKey> into, Func<Packed, TKey> pack) : IMoveTaker
        {
            public void Take(in Move move, Requirement? violated)
            {
                var action = ActionOf(move);
                if (violated is not null)
                {
                    into.Violate(violated, action);
                }
                else
                {
                    into.Add(pack(move.Next), action);
                }
            }
        }
    }
}
