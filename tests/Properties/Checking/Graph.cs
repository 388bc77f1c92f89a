// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;

namespace Pvmemcontrol.Properties.Checking;

/// <summary>A small directed graph whose nodes and edges are good, bad, final and so on by their numbers.</summary>
/// <param name="Nodes">Nodes are 0 to this - 1.</param>
/// <param name="Starts">The nodes it starts in; a node may be there twice.</param>
/// <param name="Edges">Two nodes; may be there twice, and may be the same.</param>
internal sealed record Graph(int Nodes, ImmutableArray<int> Starts, ImmutableArray<(int From, int To)> Edges)
{
    internal ImmutableHashSet<int> BadNodes { get; init; } = [];

    /// <summary>Indexes of <see cref="Edges"/>.</summary>
    internal ImmutableHashSet<int> BadEdges { get; init; } = [];

    internal ImmutableHashSet<int> FinalNodes { get; init; } = [];

    internal ImmutableHashSet<int> SituationNodes { get; init; } = [];

    internal ImmutableHashSet<int> GoalNodes { get; init; } = [];

    internal bool HasGoal { get; init; }

    internal IEnumerable<int> EdgesFrom(int node) =>
        Enumerable.Range(0, Edges.Length).Where(e => Edges[e].From == node);

    /// <summary>The same graph for the same seed; sparse, so that it has depth.</summary>
    internal static Graph Random(int seed)
    {
        var random = new Random(seed);
        var nodes = random.Next(2, 40);
        int Node() => random.Next(nodes);
        ImmutableHashSet<int> Some(int of, int most) =>
            [.. Enumerable.Range(0, random.Next(most)).Select(_ => random.Next(of))];
        var edges = Enumerable.Range(0, random.Next(nodes, 3 * nodes)).Select(_ => (Node(), Node())).ToImmutableArray();
        return new Graph(nodes, [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Node())], edges)
        {
            BadNodes = Some(nodes, 4),
            BadEdges = Some(edges.Length, 4),
            FinalNodes = Some(nodes, 40),
            SituationNodes = Some(nodes, 4),
            GoalNodes = Some(nodes, 4),
            HasGoal = true,
        };
    }

    /// <summary>The same, with nothing bad in it, so that goals are decided.</summary>
    internal static Graph RandomHarmless(int seed)
    {
        var graph = Random(seed);
        return graph with { BadNodes = [], BadEdges = [], FinalNodes = [.. Enumerable.Range(0, graph.Nodes)] };
    }
}
