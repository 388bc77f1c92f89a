// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Plans;
using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Conformance.Worlds;

namespace Pvmemcontrol.Cli;

/// <summary>Carries out a plan and prints the results.</summary>
/// <param name="options">The options of every run.</param>
/// <param name="report">The report for machines.</param>
/// <param name="traces">Where traces are kept.</param>
internal sealed class JudgedRuns(CampaignOptions options, ReportFile report, TraceFiles traces) : IPlanObserver
{
    /// <summary>True when a requirement that could be exercised here and never was makes the command fail.</summary>
    internal bool IsComplete { get; init; }

    /// <summary>Carries out the plan; the exit code.</summary>
    internal int Judge(IReadOnlyList<WorldRun> worlds, Plan plan)
    {
        var run = new PlanRun(plan, options, this);
        run.Run();
        List<Verdict> verdicts = [.. run.Verdicts.Select(v => traces.Keep(v, Screen.Complaint))];
        var never = CoverageTable.NeverExercised(verdicts).Except(run.NotTestable).ToList();
        var exitCode = ExitCodes.Of(verdicts) is var code and not 0 ? code
            : CheckCommand.ExitCodeOf(worlds) is var driver and not 0 ? driver
            : (int)(IsComplete && never.Count > 0 ? Outcome.NothingExercised : Outcome.Conforms);
        Screen.Findings(verdicts);
        Screen.Heading("");
        Screen.Coverage(verdicts, worlds);
        Screen.Heading("");

        // A run that ended with a finding did not get to all of them.
        if (never.Count > 0 && (IsComplete || exitCode == 0))
        {
            Screen.Heading($"never exercised, and therefore not checked: {string.Join(", ", never.Select(r => r.Id))}");
        }

        Screen.Heading($"seed {options.Seed}; exit code {exitCode}");
        report.Write(verdicts, worlds, exitCode, options.IsStrict);
        return exitCode;
    }

    void IPlanObserver.Progress(string text) => Screen.Progress($"  {text}");

    void IPlanObserver.Over(Verdict verdict, PlannedRun? run)
    {
        Screen.EndProgress();
        Screen.Line(verdict, run?.LockLimit);
    }

    void IPlanObserver.Skipped(string what)
    {
        Screen.EndProgress();
        Screen.Heading($"  SKIPPED: {what}");
    }
}
