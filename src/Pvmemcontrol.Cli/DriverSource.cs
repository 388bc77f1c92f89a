// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using System.Globalization;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Conformance.Reporting.Formats;
using Pvmemcontrol.Drivers.Processes;
using Pvmemcontrol.Drivers.Reports;
using Pvmemcontrol.Model.NamedWorlds;

namespace Pvmemcontrol.Cli;

/// <summary>The command check for a driver's own source, and the options that only it has.</summary>
internal sealed class DriverSource
{
    private readonly Option<string?> _preemptions = new("--preemptions")
    {
        Description = "a source: interrupt tasks at most N times in one schedule; 0, 1, ... N in turn (default: 2)",
        HelpName = "N",
    };

    private readonly Option<string?> _time = new("--time")
    {
        Description = "a source: the time for each world (default: `30s`)",
        HelpName = "TIME",
    };

    private readonly Option<string[]> _include = new("--include")
    {
        Description = "a source: a folder with headers of your own, searched before those of the tool",
        HelpName = "DIR",
    };

    private readonly Option<string[]> _define = new("--define")
    {
        Description = "a source: define a macro",
        HelpName = "NAME[=VALUE]",
    };

    private readonly Option<string> _compiler = new("--cc")
    {
        Description = "a source: the C compiler, gcc or clang",
        HelpName = "COMPILER",
        DefaultValueFactory = _ => "cc",
    };

    /// <summary>True when --driver names a file or a folder rather than a model.</summary>
    internal static bool IsPath(string driver) =>
        driver.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal)
        || driver.EndsWith(".c", StringComparison.Ordinal) || Directory.Exists(driver) || File.Exists(driver);

    internal void AddTo(Command command)
    {
        command.Options.Add(_preemptions);
        command.Options.Add(_time);
        command.Options.Add(_include);
        command.Options.Add(_define);
        command.Options.Add(_compiler);
    }

    /// <summary>Checks the source; the exit code.</summary>
    internal int Run(
        ParseResult result, string source, string? world, string? reports, CancellationToken cancellation)
    {
        var options = new DriverRunOptions
        {
            Source = source,
            Tool = RunnerSettings.Default.Command,
            Worlds = world is null ? DriverRun.Worlds
                : Worlds.Find(world) is { } named && DriverRun.Worlds.Contains(named) ? [named]
                : throw new UsageException($"--world: a source has no world '{world}'; it has "
                    + $"{string.Join(", ", DriverRun.Worlds.Select(w => w.Name))}"),
            Preemptions = Preemptions(result.GetValue(_preemptions)),
            Time = Durations.Parse(result.GetValue(_time) ?? "30s"),
            Compiler = result.GetValue(_compiler)!,
            Includes = result.GetValue(_include) ?? [],
            Defines = result.GetValue(_define) ?? [],
        };
        var report = ReportFile.Open(reports, "check");
        Screen.Heading($"pvmemcontrol check, driver {source}");
        try
        {
            var run = DriverRun.Run(options, line => Screen.Progress($"  {line.World}: {line.Schedules:N0} schedules"),
                cancellation);
            Screen.EndProgress();
            var exitCode = (int)OutcomeOf(run, options);
            Print(run, options);
            Screen.Heading("");
            Screen.Heading($"exit code {exitCode}");
            var document = SourceReport.Of(run, options, exitCode);
            report.Write(new ReportContents(document,
                stream => Drivers.Reports.DriverJson.Write(stream, run, options, exitCode),
                stream => DriverJUnit.Write(stream, document)));
            return exitCode;
        }
        catch (DriverUnusableException e)
        {
            Screen.EndProgress();
            throw new UsageException($"--driver: {e.Message}");
        }
    }

    private static Outcome OutcomeOf(DriverReport run, DriverRunOptions options) =>
        run.Defects.Any(d => d.Requirement.MakesViolation) ? Outcome.Violation
        : run.Worlds.Any(w => w.ExhaustedBound < options.Preemptions) ? Outcome.Undecided
        : Outcome.Conforms;

    private static void Print(DriverReport run, DriverRunOptions options)
    {
        Screen.Heading($"  built with {run.Compiler}");
        foreach (var line in DriverText.Table(run, options.Preemptions))
        {
            Screen.Heading($"  {line}");
        }

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

            Screen.Heading("");
            Screen.Heading($"  again: pvmemcontrol check --driver {options.Source} --world {defect.World.Name} "
                + $"--preemptions {defect.Finding.Preemptions}");
        }

        var warnings = run.Worlds.SelectMany(w => w.Warnings).Distinct().ToList();
        if (warnings.Count > 0)
        {
            Screen.Heading("");
            Screen.Heading("notes, which do not count: the kernel would warn about");
            warnings.ForEach(w => Screen.Heading($"  {w}"));
        }
    }

    private static int Preemptions(string? text) =>
        text is null ? 2
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 20 ? number
        : throw new UsageException($"--preemptions: '{text}' is not a number from 0 to 20");
}
