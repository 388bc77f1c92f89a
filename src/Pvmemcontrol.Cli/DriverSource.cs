// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Conformance.Reporting.Formats;
using Pvmemcontrol.Drivers.Processes;
using Pvmemcontrol.Drivers.Reports;

namespace Pvmemcontrol.Cli;

/// <summary>The commands check and replay for a driver's own source.</summary>
internal sealed class DriverSource
{
    private readonly DriverOptions _options = new();

    /// <summary>True when --driver names a file or a folder rather than a model.</summary>
    internal static bool IsPath(string driver) =>
        driver.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal)
        || driver.EndsWith(".c", StringComparison.Ordinal) || Directory.Exists(driver) || File.Exists(driver);

    internal void AddTo(Command command) => _options.AddTo(command);

    /// <summary>Checks the source; the exit code.</summary>
    internal int Run(
        ParseResult result, string source, string? world, string? reports, CancellationToken cancellation)
    {
        var options = _options.Parse(result, source, world);
        var traces = _options.Traces(result);
        if (traces is not null)
        {
            RunOptions.MakeTraceFolder(traces);
        }

        var report = ReportFile.Open(reports, "check");
        Screen.Heading($"pvmemcontrol check, driver {source}"
            + (options.Random > 0 ? FormattableString.Invariant($", seed {options.Seed}") : ""));
        var run = Judge(() => DriverRun.Run(options,
            line => Screen.Progress($"  {line.World}: {line.Schedules:N0} schedules"), cancellation));
        var exitCode = (int)OutcomeOf(run, options);
        Screen.Heading($"  built with {run.Compiler}");
        foreach (var line in DriverText.Table(run, options))
        {
            Screen.Heading($"  {line}");
        }

        var written = Written(run, options, traces);
        string Again(DriverDefect defect) => written.TryGetValue(defect, out var file)
            ? $"pvmemcontrol replay {file}"
            : DriverOptions.Again(options, result, world ?? defect.World.Name, defect.Finding.Preemptions);
        PrintDefects(run, Again);
        PrintNotes(run);
        Screen.Heading("");
        Screen.Heading($"exit code {exitCode}");
        var document = SourceReport.Of(run, options, Again, exitCode);
        report.Write(new ReportContents(document,
            stream => DriverJson.Write(stream, run, options, exitCode),
            stream => DriverJUnit.Write(stream, document)));
        return exitCode;
    }

    /// <summary>Follows the schedule of a trace again; the exit code.</summary>
    internal static int Replay(string file, string? source)
    {
        var run = Judge(() =>
        {
            var trace = DriverTrace.Read(file);
            Screen.Heading($"pvmemcontrol replay {file}: driver {source ?? trace.Path}, world {trace.World.Name}");
            var again = DriverRun.Replay(trace, source ?? trace.Path, RunnerSettings.Default.WithoutClasses);
            if (again.Hash != trace.Hash)
            {
                Screen.Heading("  the source has changed since the trace was written");
            }

            if (again.Defects.All(d => d.Requirement.Id.ToString() != trace.Requirement) && again.Misfit is null)
            {
                Screen.Heading($"  the trace shows {trace.Requirement}, which was not observed now");
            }

            return again;
        });
        PrintDefects(run, again: null);
        if (run.Misfit is { } misfit)
        {
            Screen.Heading($"  {misfit}");
        }

        var outcome = run.Defects.Any(d => d.Requirement.MakesViolation) ? Outcome.Violation
            : run.Misfit is not null ? Outcome.Undecided
            : Outcome.Conforms;
        Screen.Heading("");
        Screen.Heading($"exit code {(int)outcome}");
        return (int)outcome;
    }

    private static DriverReport Judge(Func<DriverReport> run)
    {
        try
        {
            return run();
        }
        catch (DriverUnusableException e)
        {
            throw new UsageException($"--driver: {e.Message}");
        }
        finally
        {
            Screen.EndProgress();
        }
    }

    private static Outcome OutcomeOf(DriverReport run, DriverRunOptions options) =>
        run.Defects.Any(d => d.Requirement.MakesViolation) ? Outcome.Violation
        : options.Random == 0 && !run.Worlds.All(options.IsExhausted) ? Outcome.Undecided
        : Outcome.Conforms;

    /// <summary>The traces of defects, written.</summary>
    private static Dictionary<DriverDefect, string> Written(
        DriverReport run, DriverRunOptions options, string? folder)
    {
        Dictionary<DriverDefect, string> files = [];
        foreach (var (defect, file, trace) in folder is null ? [] : DriverRun.Traces(run, options, folder))
        {
            trace.Write(file);
            files[defect] = file;
        }

        return files;
    }

    private static void PrintDefects(DriverReport run, Func<DriverDefect, string>? again)
    {
        foreach (var defect in run.Defects)
        {
            Screen.Heading("");
            Screen.Heading($"{(defect.Requirement.MakesViolation ? "VIOLATION" : "DEVIATION")} "
                + CounterexampleText.Title(defect.Requirement));
            foreach (var line in CounterexampleText.Wrap(defect.Requirement.Statement))
            {
                Screen.Heading($"  {line}");
            }

            foreach (var line in DriverText.Lines(run, defect))
            {
                Screen.Heading(line);
            }

            if (again is not null)
            {
                Screen.Heading("");
                Screen.Heading($"  again: {again(defect)}");
            }
        }
    }

    private static void PrintNotes(DriverReport run)
    {
        if (run.Notes is { Count: > 0 } notes)
        {
            Screen.Heading("");
            Screen.Heading("notes, which do not count:");
            foreach (var note in notes)
            {
                Screen.Heading($"  {note}");
            }
        }
    }
}
