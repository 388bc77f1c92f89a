// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using Pvmemcontrol.Conformance.Reporting.Documents;
using Pvmemcontrol.Conformance.Worlds;

namespace Pvmemcontrol.Conformance.Reporting.Formats;

/// <summary>What check found in the worlds of a driver's model, as JSON; docs/driver-report.schema.json has the form.
/// </summary>
public static class WorldJson
{
    /// <summary>The version of the format; that of a driver's source has the same.</summary>
    public const int FormatVersion = 1;

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    /// <summary>Writes the report.</summary>
    public static void Write(Stream stream, IReadOnlyList<WorldRun> worlds, int exitCode) =>
        JsonSerializer.Serialize(stream, new
        {
            version = FormatVersion,
            driver = worlds.Count > 0 ? worlds[0].Driver.Name : "",
            exitCode,
            worlds = worlds.Select(w => new
            {
                name = w.Setup.Name,
                bounds = w.Bounds,
                states = w.Exploration.States,
                transitions = w.Exploration.Transitions,
                depth = w.Exploration.Depth,
                exhausted = w.IsExhausted,
                seconds = Math.Round(w.Elapsed.TotalSeconds, 3),
                requirements = w.Exploration.Violations.Select(v => v.Requirement.Id.ToString()).Distinct(),
                neverReached = w.Unreached,
            }),
            findings = WorldReport.Shortest(worlds).Select(p => new
            {
                requirement = p.Violation.Requirement.Id.ToString(),
                isViolation = p.Violation.Requirement.MakesViolation,
                observed = WorldCounterexampleText.Outcome(p.Violation),
                world = p.Run.Setup.Name,
                worlds = worlds.Where(w => w.Exploration.Violations.Any(v =>
                    v.Requirement == p.Violation.Requirement)).Select(w => w.Setup.Name),
                start = p.Violation.Start,
                steps = p.Violation.Steps.Select(s => new
                {
                    task = s.Label.Actor,
                    at = WorldReport.SourceOf(s.Label),
                    text = s.Label.Text,
                    after = s.After,
                }),
            }),
        }, Indented);
}
