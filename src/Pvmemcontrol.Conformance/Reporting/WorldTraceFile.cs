// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using Pvmemcontrol.Conformance.Worlds;

namespace Pvmemcontrol.Conformance.Reporting;

/// <summary>Machine-readable counterexamples: one JSON object per line.</summary>
public static class WorldTraceFile
{
    /// <summary>The version of the format.</summary>
    public const int FormatVersion = 1;

    /// <summary>Writes every counterexample of the runs.</summary>
    public static void Write(TextWriter writer, IEnumerable<WorldRun> runs)
    {
        foreach (var run in runs)
        {
            foreach (var violation in run.Exploration.Violations)
            {
                writer.WriteLine(JsonSerializer.Serialize(new
                {
                    version = FormatVersion,
                    world = run.Setup.Name,
                    bounds = run.Bounds,
                    driver = run.Driver.Name,
                    requirement = violation.Requirement.Id.ToString(),
                    kind = violation.Kind.ToString(),
                    start = violation.Start,
                    steps = violation.Steps.Select(s => new
                    {
                        actor = s.Label.Actor,
                        source = s.Label.Source,
                        text = s.Label.Text,
                        after = s.After,
                    }),
                }));
            }
        }
    }
}
