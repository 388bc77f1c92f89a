// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Model.Checking;

namespace Pvmemcontrol.Conformance.Worlds;

/// <summary>
/// The parts of docs/findings.md that the search gives: <c>counterexample DRIVER WORLD REQUIREMENT</c> and
/// <c>exhausted DRIVER WORLD</c>.
/// </summary>
public sealed class FindingsText
{
    private readonly Dictionary<(string Driver, string World), WorldRun> _runs = [];

    /// <summary>The document with every generated part as the search gives it now.</summary>
    /// <exception cref="FormatException">A part has an unknown name, or no end.</exception>
    public static string Refresh(string document) => GeneratedParts.Refresh(document, new FindingsText().Part);

    private string Part(string name) => name.Split(' ') switch
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
        foreach (var line in CounterexampleText.Steps(run, violation))
        {
            text.Append(line).Append('\n');
        }

        return text.Append("```\n").ToString();
    }

    private string Exhausted(string driver, string[] worlds)
    {
        var text = new StringBuilder("| world | bounds | states | depth | violated |\n");
        text.Append("| --- | --- | --- | --- | --- |\n");
        foreach (var world in worlds)
        {
            var run = Run(driver, world);
            var violated = string.Join(", ", run.Exploration.Violations.Select(v => v.Requirement.Id).Distinct());
            text.Append(CultureInfo.InvariantCulture,
                $"| {world} | {run.Setup.Bounds} | {run.Exploration.States:N0} | {run.Exploration.Depth} ");
            text.Append(CultureInfo.InvariantCulture, $"| {(violated.Length == 0 ? "nothing" : violated)} |\n");
        }

        return text.ToString();
    }

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
