// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Conformance.Reporting.Documents;
using Pvmemcontrol.VfioUser.Judging;

namespace Pvmemcontrol.Cli;

/// <summary>A driver judged by its device, on the screen.</summary>
internal static class LiveText
{
    private const int MostConsoleLines = 12;

    /// <summary>Reports have all of them.</summary>
    private const int MostAccesses = 16;
    private const int MostReportLines = 30;
    private const int TroubleLines = 25;

    /// <summary>The line of the run, the findings, and the table of requirements.</summary>
    internal static void Print(LiveRun run, ReportDocument document)
    {
        Screen.Heading(string.Create(CultureInfo.InvariantCulture,
            $"  {"guest",-26} {$"{run.Faults} faults",-19} {run.Amount,-45} {run.Elapsed.TotalSeconds,6:0.0} s   ")
            + LiveReport.Result(run));
        foreach (var finding in run.Session.Findings.OrderBy(f => f.Requirement.MakesViolation ? 0 : 1))
        {
            Print(run, finding);
        }

        foreach (var remark in run.OtherReports)
        {
            Screen.Heading("");
            Screen.Heading($"the guest's kernel reports: {ShownText.Line(remark.Title)}"
                + (remark.Module is { } module ? $" (in module {module})" : ""));
        }

        if (run.Trouble is not null && run.Console?.Last(TroubleLines) is { } last)
        {
            Screen.Heading("");
            Screen.Heading("the last lines of the console:");
            foreach (var line in last)
            {
                Screen.Heading($"  {ShownText.Line(line)}");
            }
        }

        Screen.Heading("");
        var widest = document.Requirements.Max(r => r.Requirement.Title.Length);
        foreach (var row in document.Requirements)
        {
            var title = row.Requirement.Title.PadRight(widest);
            Screen.Heading($"  {row.Requirement.Id,-13}  {title} {Count(row),9}  {Word(row)}");
        }
    }

    private static string Count(ReportRequirement row) =>
        row.Exercised is { } count and > 0 ? count.ToString("N0", CultureInfo.InvariantCulture) : "";

    private static string Word(ReportRequirement row) => row.State switch
    {
        CoverageState.NotMet => row.Requirement.MakesViolation ? "VIOLATED" : "deviation",
        CoverageState.Never => "never exercised",
        CoverageState.Met => "exercised",
        CoverageState.NotTestable => row.NotTestable!,
        _ => throw new ArgumentOutOfRangeException(nameof(row)),
    };

    private static void Print(LiveRun run, DriverFinding finding)
    {
        Screen.Heading("");
        Screen.Heading($"{(finding.Requirement.MakesViolation ? "VIOLATION" : "DEVIATION")} "
            + CounterexampleText.Title(finding.Requirement));
        foreach (var line in CounterexampleText.Wrap(finding.Requirement.Statement))
        {
            Screen.Heading($"  {line}");
        }

        Screen.Heading($"  source: {finding.Requirement.Source}");
        foreach (var line in CounterexampleText.Wrap($"observed: {finding.Observed}"))
        {
            Screen.Heading($"  {line}");
        }

        Screen.Heading($"  {finding.Device}, fault: {finding.Fault}; observed {finding.Times} times");
        Screen.Heading("");
        for (var i = Math.Max(0, finding.Accesses.Length - MostAccesses); i < finding.Accesses.Length; i++)
        {
            Screen.Heading($" {(i == finding.Accesses.Length - 1 ? ">" : " ")}{finding.Accesses[i]}");
        }

        foreach (var line in finding.KernelReport.Take(MostReportLines))
        {
            Screen.Heading($"  kernel: {ShownText.Line(line)}");
        }

        foreach (var line in run.ConsoleOf(finding).TakeLast(MostConsoleLines))
        {
            Screen.Heading($"  console: {ShownText.Line(line)}");
        }
    }
}
