// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Traces;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Conformance.Worlds;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Cli;

/// <summary>Judges by planned runs and prints what came of them.</summary>
/// <param name="options">Of every run.</param>
/// <param name="report">For machines.</param>
/// <param name="traces">Where counterexamples are kept.</param>
internal sealed class JudgedRuns(CampaignOptions options, ReportFile report, TraceFiles traces)
{
    private readonly List<Requirement> _notTestable = [];

    /// <summary>True when a requirement that could be exercised here and never was makes the command fail.</summary>
    internal bool IsComplete { get; init; }

    /// <summary>Runs all; the exit code.</summary>
    internal int Judge(IReadOnlyList<WorldRun> worlds, IReadOnlyList<PlannedRun> runs, TargetSpec[] probed,
        CancellationToken cancellation)
    {
        List<Verdict> verdicts = [];
        foreach (var device in probed)
        {
            Probe(device, probe => probe.RunLives(), verdicts);
        }

        // A device that leaves something behind uses up the process of its scenarios as well.
        bool IsUsable(TargetSpec device) => verdicts.All(v => v.Target != device
            || v.Outcome is not Outcome.Died && (v.Storm is null || v.Violation is null));
        List<PlannedRun> usable = [.. runs.Where(r => r.Target.Kind == TargetKind.BareKernel || IsUsable(r.Target))];
        foreach (var run in usable)
        {
            verdicts.Add(Judge(run));
            if (cancellation.IsCancellationRequested)
            {
                break;
            }
        }

        VcpuRuns.Judge(usable, options, verdicts);
        foreach (var device in probed.Where(IsUsable))
        {
            Probe(device, probe => probe.Run(), verdicts);
        }

        verdicts = [.. verdicts.Select(v => traces.Keep(v, Screen.Complaint))];
        var never = IsComplete ? CoverageTable.NeverExercised(verdicts).Except(_notTestable).ToList() : [];
        var exitCode = ExitCodes.Of(verdicts) is var code and not 0 ? code
            : CheckCommand.ExitCodeOf(worlds) is var driver and not 0 ? driver
            : (int)(never.Count > 0 ? Outcome.NothingExercised : Outcome.Conforms);
        Screen.Findings(verdicts);
        Screen.Heading("");
        Screen.Coverage(verdicts, worlds);
        Screen.Heading("");
        if (never.Count > 0)
        {
            Screen.Heading($"never exercised, and so not judged: {string.Join(", ", never.Select(r => r.Id))}");
        }

        Screen.Heading($"seed {options.Seed}; exit code {exitCode}");
        report.Write(verdicts, exitCode);
        return exitCode;
    }

    private Verdict Judge(PlannedRun run)
    {
        var name = $"{run.Target.DisplayName}, {run.Profile.ToString().ToLowerInvariant()}, {run.Backing}";
        var verdict = new Campaign(run.Target, options with
        {
            Profile = run.Profile,
            Backing = run.Backing,
            Time = run.Time,
            Runner = run.LockLimit is { } limit ? options.Runner.WithLockLimit(limit) : options.Runner,
            Progress = requests => Screen.Progress($"  {name}: {requests:N0} requests"),
        }).Run();
        Screen.EndProgress();
        Screen.Line(verdict, run.LockLimit);
        return verdict;
    }

    private void Probe(
        TargetSpec device, Func<BoundsProbe, IReadOnlyList<Verdict>> storms, List<Verdict> verdicts)
    {
        Screen.Progress($"  {device.DisplayName}: bounds");
        var probe = new BoundsProbe(device, options);
        var found = storms(probe);
        Screen.EndProgress();
        foreach (var verdict in found)
        {
            Screen.Line(verdict, lockLimit: null);
        }

        foreach (var line in probe.Skipped)
        {
            Screen.Heading($"  SKIPPED: {line}");
        }

        verdicts.AddRange(found);
        _notTestable.AddRange(probe.NotTestable);
    }
}
