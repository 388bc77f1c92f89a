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
    private const string Setup = "setup";
    private const string Teardown = "teardown";

    internal static ReportDocument Of(DriverReport report, DriverRunOptions options, int exitCode) => new()
    {
        Command = "check",
        Subject = $"driver {options.Source}",
        ExitCode = exitCode,
        Meaning = ExitCodes.MeaningOf(exitCode),
        Runs = [.. report.Worlds.Select(w => Run(w, options))],
        Findings = ReportDocument.Ordered(report.Defects.Select(d => Finding(report, d, options))),
        Requirements =
        [
            .. Catalogue.All.Where(r => r.Check is RequirementCheck.Worlds or RequirementCheck.Sources)
                .Select(r => Row(r, report)),
        ],
        Remarks =
        [
            $"Built with {report.Compiler}.",
            .. report.Worlds.SelectMany(w => w.Warnings).Distinct()
                .Select(w => $"Does not count: the kernel would warn about {w}"),
            .. (report.Notes ?? []).Select(n => $"Does not count: {n}"),
        ],
    };

    private static ReportRun Run(WorldLine world, DriverRunOptions options)
    {
        var found = string.Join(", ", world.Findings.Select(f => f.Requirement).Distinct());
        var isExhausted = options.Random == 0 && world.ExhaustedBound >= options.Preemptions;
        return new ReportRun(world.World, options.Worlds.First(w => w.Name == world.World).Bounds,
            string.Create(CultureInfo.InvariantCulture, $"{world.Schedules:N0} schedules"), world.Seconds,
            $"{(found.Length > 0 ? found : options.Random > 0 ? "nothing found" : "holds")}; "
            + DriverText.Searched(world, options),
            found.Length == 0 && isExhausted);
    }

    /// <summary>How often a requirement was exercised is not counted: it is asked of every schedule.</summary>
    private static ReportRequirement Row(Requirement requirement, DriverReport report) => new(requirement,
        Exercised: null,
        [.. report.Defects.Where(d => d.Requirement == requirement).SelectMany(d => d.Worlds).Distinct()],
        NotTestable: null);

    private static ReportFinding Finding(DriverReport report, DriverDefect defect, DriverRunOptions options)
    {
        var finding = defect.Finding;
        var rows = finding.Rows.SkipWhile(r => r.Task == Setup).ToList();
        var isInTeardown = rows.Exists(r => r.Task == Teardown);
        rows.RemoveAll(r => r.Task is Setup or Teardown);
        ImmutableArray<string> actors =
        [
            .. rows.Select(r => r.Task).Distinct()
                .OrderBy(t => defect.World.Actors.Select(a => a.Name).ToList().IndexOf(t)),
        ];
        return new ReportFinding
        {
            Requirement = defect.Requirement,
            Severity = defect.Requirement.MakesViolation ? Severity.Violation : Severity.Deviation,
            Fails = defect.Requirement.MakesViolation,
            Where = $"world {defect.World.Name}: {defect.World.Bounds}; {Preemptions(finding.Preemptions)}",
            Observed = finding.Text + (isInTeardown
                ? " (after the files are closed, the device is unbound and the module unloaded)"
                : ""),
            Before = defect.World.Before.IsEmpty ? [] : [$"before: {string.Join(", ", defect.World.Before)}"],
            Steps = Interleaving.InTurn(actors, rows.Select(r => (actors.IndexOf(r.Task), r.Text, (string?)null,
                report.Lines(r.Stack) is [var line, ..] ? line : (string?)null)),
                isInTeardown ? -1 : rows.Count - 1),
            Provenance = [$"found in {string.Join(", ", defect.Worlds)}"],
            Again = $"pvmemcontrol check --driver {options.Source} --world {defect.World.Name} "
                + $"--preemptions {finding.Preemptions}",
            Places =
            [
                .. Places(report.Lines(finding.At), "at", options.Source),
                .. Places(report.Lines(finding.Freed), "freed", options.Source),
                .. Places(report.Lines(finding.Allocated), "allocated", options.Source),
            ],
        };
    }

    private static string Preemptions(int count) => count == 1 ? "1 preemption" : $"{count} preemptions";

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
