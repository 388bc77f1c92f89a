// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using Pvmemcontrol.Conformance.Worlds;

namespace Pvmemcontrol.Conformance.Reporting.Formats;

/// <summary>
/// The state spaces of small worlds as a picture in DOT, the language of Graphviz: a cluster for each world. Hovering
/// over a state of the SVG that <c>dot -Tsvg</c> makes shows it.
/// </summary>
public static class DotReport
{
    /// <summary>Writes the picture; a world that is too large for it is named in a comment.</summary>
    public static void Write(Stream stream, IReadOnlyList<WorldRun> worlds)
    {
        var dot = new StringBuilder("digraph pvmemcontrol {\n  rankdir=TB; compound=true; fontname=\"sans-serif\";\n"
            + "  node [shape=circle, label=\"\", width=0.2, style=filled, fillcolor=\"#d6e6f7\"];\n"
            + "  edge [fontsize=9, fontname=\"sans-serif\"];\n");
        for (var i = 0; i < worlds.Count; i++)
        {
            // A search that was cut short, or a large world, is not made again for a picture.
            var graph = worlds[i].Exploration.States > StateGraph.MostStates
                ? null
                : StateGraph.Of(worlds[i].Setup, worlds[i].Driver);
            if (graph is null)
            {
                dot.Append(CultureInfo.InvariantCulture,
                    $"  // {worlds[i].Setup.Name}: more than {StateGraph.MostStates} states, left out\n");
                continue;
            }

            Cluster(dot, i, worlds[i], graph);
        }

        dot.Append("}\n");
        stream.Write(Encoding.UTF8.GetBytes(dot.ToString()));
    }

    private static void Cluster(StringBuilder dot, int world, WorldRun run, StateGraph graph)
    {
        dot.Append(CultureInfo.InvariantCulture, $"  subgraph cluster_{world} {{\n    label={Quoted(
            $"{run.Setup.Name}, driver {run.Driver.Name}: {graph.States.Length} states")};\n");
        for (var i = 0; i < graph.States.Length; i++)
        {
            var look = i == 0 ? ", shape=doublecircle" : "";
            dot.Append(CultureInfo.InvariantCulture, $"    w{world}_{i} [tooltip={Quoted(graph.States[i])}{look}];\n");
        }

        for (var i = 0; i < graph.Edges.Length; i++)
        {
            var edge = graph.Edges[i];
            var to = edge.To < 0 ? $"w{world}_v{i}" : $"w{world}_{edge.To}";
            if (edge.Violated is { } violated)
            {
                dot.Append(CultureInfo.InvariantCulture,
                    $"    {to} [shape=box, label={Quoted(violated.Id.ToString())}, fillcolor=\"#fbe3e0\"];\n");
            }

            dot.Append(CultureInfo.InvariantCulture,
                $"    w{world}_{edge.From} -> {to} [label={Quoted($"{edge.Label.Actor}: {edge.Label.Text}")}];\n");
        }

        dot.Append("  }\n");
    }

    private static string Quoted(string text) => $"\"{ShownText.Line(text)
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
