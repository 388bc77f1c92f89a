// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Conformance.Reporting.Documents;
using Pvmemcontrol.Conformance.Reporting.Formats;
using Pvmemcontrol.Conformance.Worlds;
using Pvmemcontrol.Model.Checking;
using Pvmemcontrol.Model.Driver;
using Pvmemcontrol.Model.NamedWorlds;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.Steps;

namespace Pvmemcontrol.Cli;

/// <summary>The command check: searches every interleaving of the guest driver in bounded worlds.</summary>
internal sealed class CheckCommand
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Bytes; the rest of the memory available to this process is for the tool and for others.</summary>
    private static readonly long MostBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3;

    private readonly Option<string?> _world = new("--world")
    {
        Description = "search one world; without this option all of them, the large ones last "
            + $"({string.Join(", ", Worlds.All.Where(w => w.IsLarge).Select(w => $"`{w.Name}`"))}); for a source also "
            + "a file with a world of your own",
        HelpName = "NAME|FILE",
    };

    private readonly Option<string> _driver = new("--driver")
    {
        Description = "the guest driver: a model (`v4` as the patch has it, `v5` its later revision, `hardened` as it "
            + "should be), or a source: a `.c` file or a folder of them",
        HelpName = "v4|v5|hardened|PATH",
        DefaultValueFactory = _ => "hardened",
    };

    private readonly Option<string?> _maxStates = new("--max-states")
    {
        Description = "stop the search of a world after N states",
        HelpName = "N",
    };

    private readonly Option<bool> _noReduction = new("--no-reduction")
    {
        Description = "in large worlds, too, follow every order of steps, also of those that do not touch each other "
            + "(`everything`: 21 million states instead of 1.1; verdicts are the same; not for a source)",
    };

    private readonly Option<string?> _trace = new("--trace")
    {
        Description = "write the counterexamples to a file, one JSON object a line",
        HelpName = "FILE",
    };

    private readonly Option<string?> _report = ReportOption.Create(
        ", or the state spaces of small worlds as a picture for Graphviz (`dot`; not for a source)");

    private readonly DriverSource _source = new();

    /// <summary>The command. Pressing Ctrl-C ends a search early through the token.</summary>
    internal static Command Create(CancellationToken cancellation)
    {
        var options = new CheckCommand();
        var command = new Command("check", "model-check a guest driver in bounded worlds");
        command.Options.Add(options._world);
        command.Options.Add(options._driver);
        command.Options.Add(options._maxStates);
        command.Options.Add(options._noReduction);
        command.Options.Add(options._trace);
        options._source.AddTo(command);
        command.Options.Add(options._report);
        command.SetAction(result => options.Run(result, cancellation));
        return command;
    }

    /// <summary>
    /// Searches the worlds of the hardened driver, except the large ones, and prints one line; violations are printed
    /// in full.
    /// </summary>
    internal static IReadOnlyList<WorldRun> VerifyHardened(CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var runs = Search(Worlds.All.Where(w => !w.IsLarge), new HardenedDriver(), long.MaxValue, reduces: true,
            cancellation);
        var states = runs.Sum(r => r.Exploration.States);
        var exitCode = ExitCodeOf(runs);
        Screen.Heading(string.Create(CultureInfo.InvariantCulture,
            $"  {"hardened driver",-26} {$"{runs.Count} worlds",-39} {states,10:N0} states     "
            + $"{clock.Elapsed.TotalSeconds,6:0.0} s   {(exitCode == 0 ? "all hold, exhausted" : "see below")}"));
        if (exitCode != 0)
        {
            PrintTable(runs);
            PrintCounterexamples(runs);
        }

        return runs;
    }

    private int Run(ParseResult result, CancellationToken cancellation)
    {
        if (DriverSource.IsPath(result.GetValue(_driver)!))
        {
            return _source.Run(result, result.GetValue(_driver)!, result.GetValue(_world),
                result.GetValue(_report), cancellation);
        }

        var worlds = ChosenWorlds(result.GetValue(_world));
        var driver = ChosenDriver(result.GetValue(_driver)!);
        var maxStates = ChosenBound(result.GetValue(_maxStates));
        using var trace = OpenTrace(result.GetValue(_trace));
        var report = ReportFile.Open(result.GetValue(_report), "check", [.. ReportOption.Shared, ReportForm.Dot]);
        Screen.Heading($"pvmemcontrol check, driver {driver.Name}");
        var runs = Search(worlds, driver, maxStates, !result.GetValue(_noReduction), cancellation);
        PrintTable(runs);
        if (runs.Any(run => run.IsReduced))
        {
            Screen.Heading("  reduced: of steps that do not touch each other one order was followed; verdicts are "
                + "those of the full search (--no-reduction)");
        }

        if (!driver.NotRead.IsEmpty)
        {
            Screen.Heading($"  not checked in this revision: {string.Join(", ", driver.NotRead)}");
        }

        PrintCounterexamples(runs);
        if (trace is not null)
        {
            WorldTraceFile.Write(trace, runs);
        }

        var exitCode = ExitCodeOf(runs);
        Screen.Heading("");
        Screen.Heading($"exit code {exitCode}");
        var document = WorldReport.Of(runs, (exitCode, ExitCodes.MeaningOf(exitCode)));
        report.Write(new ReportContents(document, stream => WorldJson.Write(stream, runs, exitCode),
            stream => DriverJUnit.Write(stream, document))
        {
            Dot = stream => DotReport.Write(stream, runs),
        });
        return exitCode;
    }

    private static List<WorldRun> Search(IEnumerable<WorldSetup> worlds, GuestDriver driver, long maxStates,
        bool reduces, CancellationToken cancellation)
    {
        List<WorldRun> runs = [];
        foreach (var world in worlds)
        {
            var since = Stopwatch.StartNew();
            runs.Add(WorldRun.Of(world, driver, new ExplorationOptions
            {
                // The search of a small world ends before a second worker starts.
                Threads = world.IsLarge ? Math.Min(2, Environment.ProcessorCount) : 1,
                MaxStates = maxStates,
                MaxBytes = MostBytes,
                Cancellation = cancellation,
                Progress = progress => Report(world, progress, since),
            }, reduces));
            if (cancellation.IsCancellationRequested)
            {
                break;
            }
        }

        Screen.EndProgress();
        return runs;
    }

    private static void Report(WorldSetup world, ExplorationProgress progress, Stopwatch since)
    {
        if (since.Elapsed > ProgressInterval)
        {
            since.Restart();
            Screen.Progress($"  {world.Name}: {progress.States:N0} states, depth {progress.Depth}");
        }
    }

    private static void PrintTable(IReadOnlyList<WorldRun> runs)
    {
        foreach (var line in WorldTable.Lines(runs))
        {
            Screen.Heading($"  {line}");
        }
    }

    /// <summary>The shortest counterexample of each requirement: violations first.</summary>
    private static void PrintCounterexamples(IReadOnlyList<WorldRun> runs)
    {
        var shortest = runs.SelectMany(run => run.Exploration.Violations.Select(violation => (run, violation)))
            .GroupBy(p => p.violation.Requirement)
            .Select(g => g.MinBy(p => (p.violation.Steps.Length, p.run.Setup.Actors.Length)))
            .OrderByDescending(p => p.violation.Requirement.MakesViolation)
            .ThenBy(p => p.violation.Requirement.Id.Area).ThenBy(p => p.violation.Requirement.Id.Number);
        foreach (var (run, violation) in shortest)
        {
            Screen.Heading("");
            foreach (var line in WorldCounterexampleText.Lines(run, violation))
            {
                Screen.Heading(line);
            }
        }
    }

    /// <summary>The exit code of worlds; 0 if all of them hold.</summary>
    internal static int ExitCodeOf(IReadOnlyList<WorldRun> runs) => (int)(
        runs.Any(r => !r.Violations.IsEmpty) ? Outcome.Violation
        : runs.Any(r => !r.IsExhausted && r.Exploration.End != ExplorationEnd.Violation) ? Outcome.Undecided
        : runs.Any(r => !r.Unreached.IsEmpty) ? Outcome.NothingExercised
        : Outcome.Conforms);

    private static ImmutableArray<WorldSetup> ChosenWorlds(string? name) =>
        name is null ? Worlds.All
        : Worlds.Find(name) is { } world ? [world]
        : throw new UsageException(
            $"--world: there is no world '{name}'; there are {string.Join(", ", Worlds.All.Select(w => w.Name))}");

    private static GuestDriver ChosenDriver(string name) =>
        DriverNames.Find(name)
        ?? throw new UsageException(
            $"--driver: there is no driver '{name}'; there are {string.Join(", ", DriverNames.All)}");

    private static long ChosenBound(string? text) =>
        text is null ? long.MaxValue : Numbers.Parse("--max-states", text, 1, long.MaxValue);

    private static StreamWriter? OpenTrace(string? file)
    {
        try
        {
            return file is null ? null : new StreamWriter(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"--trace: {e.Message}");
        }
    }
}
