// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Globalization;
using Pvmemcontrol.Conformance.Reporting.Documents;
using Pvmemcontrol.Drivers.Processes;
using Pvmemcontrol.Drivers.Reports;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Cli;

/// <summary>What was found in a driver's source, as a document.</summary>
internal static class SourceReport
{
    /// <summary>The document.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="options">How it was searched.</param>
    /// <param name="again">The command that shows a defect again.</param>
    /// <param name="exitCode">The exit code of the tool.</param>
    internal static ReportDocument Of(DriverReport report, DriverRunOptions options,
        Func<DriverDefect, string> again, int exitCode) => new()
        {
            Command = "check",
            Subject = $"driver {options.Source}",
            ExitCode = exitCode,
            Meaning = ExitCodes.MeaningOf(exitCode),
            Runs = [.. report.Worlds.Select(w => Run(w, options))],
            Findings = ReportDocument.Ordered(report.Defects.Select(d => Finding(report, d, options.Source, again(d)))),
            Requirements =
        [
            .. Catalogue.All.Where(r => r.Check is RequirementCheck.Worlds or RequirementCheck.Sources)
                .Select(r => Row(r, report)),
        ],
            Remarks =
        [
            $"Built with {report.Compiler}.",
            .. report.Notes.Select(n => $"Does not count: {n}"),
        ],
        };

    private static ReportRun Run(WorldLine world, DriverRunOptions options)
    {
        var found = string.Join(", ", world.Findings.Select(f => f.Requirement).Distinct());
        return new ReportRun(world.World, options.Worlds.First(w => w.Name == world.World).Bounds,
            string.Create(CultureInfo.InvariantCulture, $"{world.Schedules:N0} schedules"), world.Seconds,
            $"{(found.Length > 0 ? found : options.IsExhausted(world) ? "holds" : "nothing found")}; "
            + DriverText.Searched(world, options),
            found.Length == 0 && options.IsExhausted(world));
    }

    /// <summary>How often a requirement was exercised is not counted: it is asked of every schedule.</summary>
    private static ReportRequirement Row(Requirement requirement, DriverReport report) => new(requirement,
        Exercised: null,
        [.. report.Defects.Where(d => d.Requirement == requirement).SelectMany(d => d.Worlds).Distinct()],
        NotTestable: null);

    private static ReportFinding Finding(DriverReport report, DriverDefect defect, string source, string again)
    {
        var finding = defect.Finding;
        ImmutableArray<string> actors = [.. defect.Tasks];
        return new ReportFinding
        {
            Requirement = defect.Requirement,
            Severity = defect.Requirement.MakesViolation ? Severity.Violation : Severity.Deviation,
            Fails = defect.Requirement.MakesViolation,
            Where = $"world {defect.World.Name}: {defect.World.Bounds}; "
                + DriverText.Plural(finding.Preemptions, "preemption"),
            Observed = finding.Text + (defect.IsInTeardown
                ? " (after the files are closed, the device is unbound and the module unloaded)"
                : ""),
            Before = defect.World.Before.IsEmpty ? [] : [$"before: {string.Join(", ", defect.World.Before)}"],
            Steps = Interleaving.InTurn(actors, defect.Rows.Select(r => (actors.IndexOf(r.Task), r.Text, (string?)null,
                report.Lines(r.Stack) is [var line, ..] ? line : (string?)null)),
                defect.IsInTeardown ? -1 : defect.Rows.Count - 1),
            Provenance = [$"found in {string.Join(", ", defect.Worlds)}"],
            Again = again,
            Places =
            [
                .. Places(report.Lines(finding.At), "at", source),
                .. Places(report.Lines(finding.Freed), "freed", source),
                .. Places(report.Lines(finding.Allocated), "allocated", source),
            ],
        };
    }

    /// <summary>The innermost line of a stack: a file's name, a colon, the line, the function.</summary>
    private static IEnumerable<SourcePlace> Places(IReadOnlyList<string> stack, string what, string source)
    {
        if (stack is not [var innermost, ..])
        {
            yield break;
        }

        var place = innermost.AsSpan();
        var space = place.IndexOf(' ');
        place = space < 0 ? place : place[..space];
        var colon = place.LastIndexOf(':');
        if (colon > 0 && int.TryParse(place[(colon + 1)..], CultureInfo.InvariantCulture, out var line))
        {
            var folder = Directory.Exists(source) ? source : Path.GetDirectoryName(source) ?? "";
            yield return new SourcePlace(Path.Combine(folder, place[..colon].ToString()), line, what);
        }
    }
}
