// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Numerics;
using Pvmemcontrol.Model.Checking;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Checking;

/// <summary>What every explorer must find in a graph, worked out from distances, not by a search for bugs.</summary>
internal static class ExplorerContract
{
    /// <summary>Searches a world.</summary>
    internal delegate Exploration Explore<TKey>(GraphWorld<TKey> world, ExplorationOptions options)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>;

    /// <summary>Fails unless the explorer finds just what is in the graph.</summary>
    internal static void Holds<TKey>(Explore<TKey> explore, Graph graph, ExplorationOptions options)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
    {
        var world = new GraphWorld<TKey>(graph);
        var found = explore(world, options);
        var distances = Distances(graph, graph.Starts);
        var wrongs = Wrongs(graph, distances).ToList();
        var deepest = distances.Values.Max();
        var last = options.StopAtViolation && wrongs.Count > 0 ? wrongs.Min(w => w.Depth) : deepest;
        var seen = distances.Where(d => d.Value <= last).Select(d => d.Key).ToHashSet();

        Assert.Equal(seen.Count, found.States);
        Assert.Equal(seen.Sum(n => graph.EdgesFrom(n).Count()), found.Transitions);
        Assert.Equal(last, found.Depth);
        Assert.Equal(Enumerable.Range(0, last + 1).Max(d => distances.Count(n => n.Value == d)), found.MaxFrontier);
        Assert.Equal(wrongs.Count > 0 && options.StopAtViolation
            ? ExplorationEnd.Violation : ExplorationEnd.Exhausted, found.End);
        Assert.Equal(seen.Overlaps(graph.SituationNodes) ? [] : world.Sometimes.AsEnumerable(), found.Unreached);

        var expected = wrongs.Where(w => w.Depth <= last).GroupBy(w => (w.Requirement, w.Kind))
            .Select(g => g.OrderBy(w => w.Depth).ThenBy(w => world.Key(w.Node)).ThenBy(w => w.Edge).First()).ToList();
        if (expected.Count == 0 && graph.HasGoal && Traps(graph, distances).ToList() is { Count: > 0 } traps)
        {
            expected.Add(traps.OrderBy(w => w.Depth).ThenBy(w => world.Key(w.Node)).First());
        }

        Assert.Equal(expected.Count, found.Violations.Length);
        Assert.All(expected, wrong => AssertShown(wrong, graph, found.Violations));
    }

    private static void AssertShown(Wrong wrong, Graph graph, ImmutableArray<Violation> violations)
    {
        var shown = Assert.Single(violations, v => v.Requirement == wrong.Requirement && v.Kind == wrong.Kind);
        var isStep = shown.Kind == ViolationKind.Step;
        Assert.Equal(isStep ? wrong.Depth + 1 : wrong.Depth, shown.Steps.Length);
        Assert.Contains(int.Parse(shown.Start), graph.Starts);
        var at = int.Parse(shown.Start);
        foreach (var step in isStep ? shown.Steps[..^1] : shown.Steps)
        {
            var (from, to) = graph.Edges[int.Parse(step.Label.Text)];
            Assert.Equal(at, from);
            Assert.Equal($"{to}", step.After);
            at = to;
        }

        Assert.Equal(wrong.Node, at);
        if (isStep)
        {
            Assert.Equal(new TraceStep(new StepLabel("graph", $"{wrong.Edge}"), null), shown.Steps[^1]);
        }

        Assert.Equal(shown.Kind == ViolationKind.Unreachable, shown.ReachableGoal is not null);
    }

    private static Dictionary<int, int> Distances(Graph graph, IEnumerable<int> starts)
    {
        var distances = starts.Distinct().ToDictionary(s => s, _ => 0);
        for (var depth = 0; distances.ContainsValue(depth); depth++)
        {
            foreach (var (_, to) in graph.Edges.Where(e => distances.TryGetValue(e.From, out var d) && d == depth))
            {
                distances.TryAdd(to, depth + 1);
            }
        }

        return distances;
    }

    private static IEnumerable<Wrong> Wrongs(Graph graph, Dictionary<int, int> distances)
    {
        foreach (var (node, depth) in distances)
        {
            if (graph.BadNodes.Contains(node))
            {
                yield return new Wrong(Rules.NoBadNode, ViolationKind.State, node, depth);
            }

            foreach (var edge in graph.EdgesFrom(node).Where(graph.BadEdges.Contains))
            {
                yield return new Wrong(Rules.NoBadEdge, ViolationKind.Step, node, depth, edge);
            }

            if (!graph.EdgesFrom(node).Any() && !graph.FinalNodes.Contains(node) && !graph.BadNodes.Contains(node))
            {
                yield return new Wrong(Rules.NoDeadlock, ViolationKind.Deadlock, node, depth);
            }
        }
    }

    private static IEnumerable<Wrong> Traps(Graph graph, Dictionary<int, int> distances) =>
        from node in distances
        where !Distances(graph, [node.Key]).Keys.Any(graph.GoalNodes.Contains)
        select new Wrong(Rules.Progress, ViolationKind.Unreachable, node.Key, node.Value);

    private sealed record Wrong(Requirement Requirement, ViolationKind Kind, int Node, int Depth, int Edge = -1);
}
