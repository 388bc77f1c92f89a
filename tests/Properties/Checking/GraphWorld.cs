// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Numerics;
using Pvmemcontrol.Model.Checking;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Properties.Checking;

/// <summary>
/// A graph as a world. Node 0 has the key 0 and node 1 the key of all ones; the order of keys is not that of nodes.
/// An action is the index of an edge.
/// </summary>
internal sealed class GraphWorld<TKey> : IPackedWorld<TKey>
    where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
{
    private readonly Graph _graph;
    private readonly TKey[] _keys;
    private readonly Dictionary<TKey, int> _nodes;

    internal GraphWorld(Graph graph)
    {
        _graph = graph;
        _keys = [.. Enumerable.Range(0, graph.Nodes).Select(KeyOf)];
        _nodes = Enumerable.Range(0, graph.Nodes).ToDictionary(n => _keys[n]);
    }

    public string Name => "graph";

    public string Bounds => $"{_graph.Nodes} nodes";

    public ImmutableArray<Requirement> Always => [Rules.NoBadNode, Rules.NoBadEdge];

    public ImmutableArray<string> Sometimes => ["a situation"];

    public Requirement? Deadlock => Rules.NoDeadlock;

    public ImmutableArray<ReachableGoal> ReachableGoals =>
        _graph.HasGoal ? [new ReachableGoal("a goal", Rules.Progress)] : [];

    public ImmutableArray<TKey> Initial => [.. _graph.Starts.Select(s => _keys[s])];

    internal Graph Graph => _graph;

    public void Expand(TKey state, Expansion<TKey> into)
    {
        var node = _nodes[state];
        foreach (var edge in _graph.EdgesFrom(node))
        {
            into.Add(_keys[_graph.Edges[edge].To], edge);
            if (_graph.BadEdges.Contains(edge))
            {
                into.Violate(Rules.NoBadEdge, edge);
            }
        }

        if (_graph.BadNodes.Contains(node))
        {
            into.Violate(Rules.NoBadNode);
        }

        if (_graph.FinalNodes.Contains(node))
        {
            into.MarkFinal();
        }

        if (_graph.SituationNodes.Contains(node))
        {
            into.Reach(0);
        }

        if (_graph.GoalNodes.Contains(node))
        {
            into.Meet(0);
        }
    }

    public StepLabel Label(TKey state, int action)
    {
        Assert(_graph.Edges[action].From == _nodes[state]);
        return new StepLabel(Name, $"{action}");
    }

    public string Show(TKey state) => $"{_nodes[state]}";

    internal TKey Key(int node) => _keys[node];

    private static void Assert(bool condition) => Xunit.Assert.True(condition, "asked for a step of another state");

    private static TKey KeyOf(int node) => node switch
    {
        0 => TKey.Zero,
        1 => TKey.AllBitsSet,
        _ => TKey.CreateTruncating((ulong)node * 0x9E3779B97F4A7C15) * TKey.CreateTruncating(UInt128.MaxValue / 3),
    };
}
