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
    public static IWorld Of(BoundedWorld world) => world.States.Layout.FitsHalf
        ? new Packing<ulong>(world, state => state.Low, key => new Packed(key, 0))
        : new Packing<UInt128>(world, state => state.Key, Packed.Of);

    /// <summary>The number by which <see cref="IPackedWorld{TKey}.Label"/> knows a move.</summary>
    public static int ActionOf(in Move move) => (move.Actor * ActionsPerActor) + move.Choice;

    private sealed class Packing<TKey>(BoundedWorld world, Func<Packed, TKey> pack, Func<TKey, Packed> unpack)
        : IPackedWorld<TKey>
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
    {
        private readonly Func<Packed, bool>[] _sometimes =
            [.. world.States.Setup.Sometimes.Select(s => SituationCheck.Of(s, world.States))];

        public string Name => world.States.Setup.Name;

        public string Bounds => world.States.Setup.Bounds;

        public ImmutableArray<Requirement> Always => world.States.Judged;

        public ImmutableArray<string> Sometimes { get; } = [.. world.States.Setup.Sometimes.Select(s => s.Text)];

        public Requirement? Deadlock => SystemRequirements.EveryCallReturns;

        public ImmutableArray<ReachableGoal> ReachableGoals => [];

        public ImmutableArray<TKey> Initial => [pack(world.Initial)];

        public void Expand(TKey state, Expansion<TKey> into)
        {
            var packed = unpack(state);
            var taker = new Taker(into, pack);
            world.Moves(packed, ref taker);
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
