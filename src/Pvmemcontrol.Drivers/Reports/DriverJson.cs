// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using Pvmemcontrol.Drivers.Processes;

namespace Pvmemcontrol.Drivers.Reports;

/// <summary>A run as JSON.</summary>
public static class DriverJson
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    /// <summary>Writes the report.</summary>
    public static void Write(Stream stream, DriverReport report, DriverRunOptions options, int exitCode) =>
        JsonSerializer.Serialize(stream, new
        {
            version = 1,
            driver = options.Source,
            compiler = report.Compiler,
            sha256 = report.Hash,
            preemptions = options.Preemptions == DriverRunOptions.Unbounded ? (int?)null : options.Preemptions,
            random = options.Random,
            seed = options.Seed,
            exitCode,
            worlds = report.Worlds.Select(w => new
            {
                name = w.World,
                schedules = w.Schedules,
                exhausted = options.IsExhausted(w),
                exhaustedPreemptions = w.ExhaustedBound == DriverRunOptions.Unbounded ? (int?)null : w.ExhaustedBound,
                seconds = w.Seconds,
                requirements = w.Findings.Select(f => f.Requirement).Distinct(),
                warnings = w.Warnings,
            }),
            notes = report.Notes,
            findings = report.Defects.Select(d => new
            {
                requirement = d.Requirement.Id.ToString(),
                isViolation = d.Requirement.MakesViolation,
                observed = d.Finding.Text,
                world = d.World.Name,
                worlds = d.Worlds,
                preemptions = d.Finding.Preemptions,
                at = report.Lines(d.Finding.At),
                allocated = report.Lines(d.Finding.Allocated),
                freed = report.Lines(d.Finding.Freed),
                steps = d.Rows.Select(r => new
                {
                    task = r.Task,
                    at = report.Lines(r.Stack) is [var line, ..] ? line : null,
                    text = r.Text,
                }),
            }),
        }, Indented);
}
