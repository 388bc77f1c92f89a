// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Globalization;
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
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private int _findings;

    /// <summary>True when a requirement that could be exercised here and never was makes the command fail.</summary>
    internal bool IsComplete { get; init; }

    /// <summary>Known issues, and an earlier report.</summary>
    internal Baseline Baseline { get; init; } = Baseline.Open(null, null, null);

    /// <summary>Verdicts that there were before the plan.</summary>
    internal IReadOnlyList<Verdict> Earlier { get; init; } = [];

    /// <summary>Carries out the plan; the exit code.</summary>
    internal int Judge(IReadOnlyList<WorldRun> worlds, Plan plan)
    {
        foreach (var verdict in Earlier)
        {
            Screen.Line(verdict, lockLimit: null);
        }

        var run = new PlanRun(plan, options, this);
        run.Run();
        List<Verdict> verdicts =
        [
            .. Earlier,
            .. run.Verdicts.Select(v => traces.Keep(Baseline.Known.Apply(v, options.IsStrict), Screen.Complaint)),
        ];
        var never = CoverageTable.NeverExercised(verdicts).Except(run.NotTestable).ToList();
        var exitCode = ExitCodes.Of(verdicts) is var code and not 0 ? code
            : IsComplete && Baseline.Known.NotShown.Any() ? (int)Outcome.Violation
            : CheckCommand.ExitCodeOf(worlds) is var driver and not 0 ? driver
            : (int)(IsComplete && never.Count > 0 ? Outcome.NothingExercised : Outcome.Conforms);
        Screen.Findings(verdicts);
        Screen.Heading("");
        Screen.Coverage(verdicts, worlds);
        Screen.Heading("");

        // A run that ended with its first finding did not get to all of them.
        Summary.Print(verdicts, run, options.GoesOn || IsComplete || exitCode == 0 ? never : [], exitCode);
        Baseline.Tell(verdicts);
        Screen.Heading($"seed {options.Seed}; exit code {exitCode}");
        report.Write(verdicts, worlds, exitCode, options);
        return exitCode;
    }

    void IPlanObserver.Progress(string text)
    {
        var left = options.Time - _clock.Elapsed;
        var time = left > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $"; {left.Value.TotalSeconds:0} s left") : "";
        Screen.Progress($"  {text}; {_findings} finding{(_findings == 1 ? "" : "s")} so far{time}");
    }

    void IPlanObserver.Over(Verdict verdict, PlannedRun? run)
    {
        _findings += verdict.Violations.Count();
        Screen.EndProgress();
        Screen.Line(verdict, run?.LockLimit);
    }

    void IPlanObserver.Skipped(string what)
    {
        Screen.EndProgress();
        Screen.Heading($"  SKIPPED: {what}");
    }
}
