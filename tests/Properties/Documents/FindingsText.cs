// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Conformance.Worlds;
using Pvmemcontrol.Model.Checking;

namespace Pvmemcontrol.Properties.Documents;

/// <summary>The parts of docs/findings.md: what a search of the worlds finds.</summary>
internal sealed class FindingsText
{
    private readonly Dictionary<(string Driver, string World), WorldRun> _runs = [];

    /// <summary>
    /// A part by its name: <c>counterexample DRIVER WORLD REQUIREMENT</c> or <c>exhausted DRIVER WORLD ...</c>.
    /// </summary>
    /// <exception cref="FormatException">The name is unknown, or the search does not find what it names.</exception>
    internal string Part(string name) => name.Split(' ') switch
    {
        ["counterexample", var driver, var world, var requirement] => Counterexample(driver, world, requirement),
        ["exhausted", var driver, .. var worlds] => Exhausted(driver, worlds),
        _ => throw new FormatException($"there is no generated part '{name}'"),
    };

    private string Counterexample(string driver, string world, string requirement)
    {
        var run = Run(driver, world);
        var violation = run.Exploration.Violations.FirstOrDefault(v => v.Requirement.Id.ToString() == requirement)
            ?? throw new FormatException($"{driver} does not violate {requirement} in {world}");
        var text = new StringBuilder("```\n");
        foreach (var line in WorldCounterexampleText.Steps(run, violation))
        {
            text.Append(line).Append('\n');
        }

        return text.Append("```\n").ToString();
    }

    private string Exhausted(string driver, string[] worlds) =>
        MarkdownTable.Of(["world", "bounds", "states", "depth", "violated"], worlds.Select(world =>
        {
            var run = Run(driver, world);
            var violated = string.Join(", ", run.Exploration.Violations.Select(v => v.Requirement.Id).Distinct());
            return new[]
            {
                world, run.Bounds, run.Exploration.States.ToString("N0", CultureInfo.InvariantCulture),
                $"{run.Exploration.Depth}", violated.Length == 0 ? "nothing" : violated,
            };
        }));

    private WorldRun Run(string driver, string world)
    {
        if (!_runs.TryGetValue((driver, world), out var run))
        {
            run = WorldRun.Of(
                Model.NamedWorlds.Worlds.Find(world) ?? throw new FormatException($"there is no world '{world}'"),
                DriverNames.Find(driver) ?? throw new FormatException($"there is no driver '{driver}'"),
                new ExplorationOptions());
            _runs.Add((driver, world), run);
        }

        return run;
    }
}
