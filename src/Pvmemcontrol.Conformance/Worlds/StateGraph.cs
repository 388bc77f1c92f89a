// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Numerics;
using Pvmemcontrol.Model.Checking;
using Pvmemcontrol.Model.Engine;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.State;
using Pvmemcontrol.Model.Steps;

namespace Pvmemcontrol.Conformance.Worlds;

/// <summary>Every state of a small world and the steps between them.</summary>
/// <param name="States">Each as one line of text; the first is the initial one.</param>
/// <param name="Edges">The steps.</param>
public sealed record StateGraph(ImmutableArray<string> States, ImmutableArray<StateEdge> Edges)
{
    /// <summary>More states are no picture.</summary>
    public const int MostStates = 500;

    /// <summary>The graph; null where the world has more than <see cref="MostStates"/> states.</summary>
    public static StateGraph? Of(WorldSetup setup, GuestDriver driver)
    {
        var world = new BoundedWorld(setup, driver);
        return Checkable.Of(world) switch
        {
            IPackedWorld<ulong> small => Of(world, small, state => state.Low),
            IPackedWorld<UInt128> large => Of(world, large, state => state.Key),
            _ => throw new ArgumentException("a world has keys of 64 or 128 bits", nameof(setup)),
        };
    }

    private static StateGraph? Of<TKey>(BoundedWorld world, IPackedWorld<TKey> named, Func<Packed, TKey> pack)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
    {
        Dictionary<Packed, int> numbers = new() { [world.Initial] = 0 };
        List<Packed> states = [world.Initial];
        var edges = ImmutableArray.CreateBuilder<StateEdge>();
        for (var from = 0; from < states.Count; from++)
        {
            var taker = new Taker([]);
            world.Moves(states[from], ref taker);
            foreach (var (move, violated) in taker.Moves)
            {
                // A step that violates something leads nowhere.
                var to = -1;
                if (violated is null && !numbers.TryGetValue(move.Next, out to))
                {
                    to = states.Count;
                    numbers.Add(move.Next, to);
                    states.Add(move.Next);
                }

                var label = named.Label(pack(states[from]), Checkable.ActionOf(move));
                edges.Add(new StateEdge(from, to, label, violated));
            }

            if (states.Count > MostStates)
            {
                return null;
            }
        }

        return new StateGraph([.. states.Select(s => named.Show(pack(s)))], edges.ToImmutable());
    }

    private readonly struct Taker(List<(Move, Requirement?)> moves) : IMoveTaker
    {
        internal List<(Move Move, Requirement? Violated)> Moves { get; } = moves;

        public void Take(in Move move, Requirement? violated) => Moves.Add((move, violated));
    }
}

/// <summary>A step from one state to another.</summary>
/// <param name="From">Index of the state before.</param>
/// <param name="To">Index of the state after; -1 for a step that violates something.</param>
/// <param name="Label">Who does what.</param>
/// <param name="Violated">What it violates, or null.</param>
public sealed record StateEdge(int From, int To, StepLabel Label, Requirement? Violated);
