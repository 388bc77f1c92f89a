// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Pvmemcontrol.Drivers.Building;
using Pvmemcontrol.Drivers.Search;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.Processes;

/// <summary>The driver or its tools cannot be used; one line says why.</summary>
/// <param name="message">The line.</param>
public sealed class DriverUnusableException(string message) : Exception(message);

/// <summary>How a driver's source is to be checked.</summary>
public sealed record DriverRunOptions
{
    /// <summary>A file, or a folder of files.</summary>
    public required string Source { get; init; }

    /// <summary>This tool, a program and its first arguments: the child is started from it.</summary>
    public required IReadOnlyList<string> Tool { get; init; }

    /// <summary>The worlds to search.</summary>
    public IReadOnlyList<WorldSetup> Worlds { get; init; } = DriverRun.Worlds;

    /// <summary>The largest number of preemptions.</summary>
    public int Preemptions { get; init; } = 2;

    /// <summary>For each world.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The C compiler.</summary>
    public string Compiler { get; init; } = "cc";

    /// <summary>Folders with headers of the driver's own.</summary>
    public IReadOnlyList<string> Includes { get; init; } = [];

    /// <summary>NAME or NAME=VALUE.</summary>
    public IReadOnlyList<string> Defines { get; init; } = [];
}

/// <summary>A defect: the finding with the fewest preemptions, and the worlds in which it was found.</summary>
/// <param name="Requirement">What it contradicts.</param>
/// <param name="World">Where the finding is from.</param>
/// <param name="Finding">The finding.</param>
/// <param name="Worlds">All of them.</param>
public sealed record DriverDefect(Requirement Requirement, WorldSetup World, FindingLine Finding,
    IReadOnlyList<string> Worlds);

/// <summary>What a run came to.</summary>
/// <param name="Compiler">Its own name and version.</param>
/// <param name="Worlds">In the order of the worlds; those that were searched.</param>
/// <param name="Defects">Violations first.</param>
public sealed record DriverReport(string Compiler, IReadOnlyList<WorldLine> Worlds, IReadOnlyList<DriverDefect> Defects)
{
    internal Symbols? Symbols { get; init; }

    /// <summary>The source lines of a stack, the innermost first.</summary>
    public IReadOnlyList<string> Lines(ulong[] stack) => [.. (Symbols?.All(stack) ?? []).Select(l => l.ToString())];
}

/// <summary>Builds a driver and searches its worlds in child processes.</summary>
public static partial class DriverRun
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    /// <summary>The worlds that a driver's source can be in.</summary>
    public static IReadOnlyList<WorldSetup> Worlds { get; } = [.. Model.NamedWorlds.Worlds.All.Where(Actors.CanHave)];

    /// <summary>Checks a driver.</summary>
    /// <param name="options">Which, and how.</param>
    /// <param name="searched">Learns of each world when it was searched.</param>
    /// <param name="cancellation">Ends the run early.</param>
    /// <exception cref="DriverUnusableException">The driver cannot be built.</exception>
    public static DriverReport Run(DriverRunOptions options, Action<WorldLine> searched, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("pvmemcontrol-driver-");
        try
        {
            var toolchain = new Toolchain(new BuildOptions(options.Compiler, options.Includes, options.Defines));
            var driver = toolchain.Build(Sources(options.Source), folder.FullName);
            var job = new DriverJob(toolchain.Core, driver, options.Preemptions, (int)options.Time.TotalMilliseconds);
            var lines = Search(options, job, searched, cancellation);
            if (lines.Find(l => l.Problem is not null) is { } unusable)
            {
                throw new BuildException($"the driver cannot be checked: {unusable.Problem}");
            }

            var symbols = Symbols.Of(driver, lines.SelectMany(l => l.Findings).SelectMany(f =>
                f.Rows.SelectMany(r => r.Stack).Concat(f.Allocated).Concat(f.Freed).Concat(f.At)));
            return new DriverReport(toolchain.CompilerVersion, lines, Merge(lines, symbols)) { Symbols = symbols };
        }
        catch (BuildException e)
        {
            throw new DriverUnusableException(e.Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<string> Sources(string path)
    {
        var sources = Directory.Exists(path)
            ? Directory.GetFiles(path, "*.c").Order(StringComparer.Ordinal).Select(System.IO.Path.GetFullPath).ToList()
            : File.Exists(path) ? [System.IO.Path.GetFullPath(path)]
            : throw new BuildException($"there is no file or folder {path}");
        return sources.Count > 0 ? sources : throw new BuildException($"there is no .c file in {path}");
    }

    /// <summary>A child for each of two processors; the worlds with the most tasks first.</summary>
    private static List<WorldLine> Search(DriverRunOptions options, DriverJob job, Action<WorldLine> searched,
        CancellationToken cancellation)
    {
        var worlds = options.Worlds;
        var queue = new ConcurrentQueue<WorldSetup>(worlds.OrderByDescending(w => w.Actors.Length));
        ConcurrentBag<WorldLine> lines = [];
        var workers = Math.Min(Math.Min(2, Environment.ProcessorCount), worlds.Count);
        using var all = new CountdownEvent(workers);
        for (var i = 0; i < workers; i++)
        {
            new Thread(() =>
            {
                Work(options, job, queue, line =>
                {
                    lines.Add(line);
                    lock (queue)
                    {
                        searched(line);
                    }
                }, cancellation);
                all.Signal();
            }).Start();
        }

        all.Wait(CancellationToken.None);
        return [.. worlds.SelectMany(w => lines.Where(l => l.World == w.Name))];
    }

    private static void Work(DriverRunOptions options, DriverJob job, ConcurrentQueue<WorldSetup> queue,
        Action<WorldLine> searched, CancellationToken cancellation)
    {
        ChildProcess? child = null;
        while (!cancellation.IsCancellationRequested && queue.TryDequeue(out var world))
        {
            child ??= new ChildProcess(options.Tool, job);
            var line = child.Search(world.Name, options.Time + Grace);
            if (line is null)
            {
                line = Died(world, child.Ending());
                child.Dispose();
                child = null;
            }

            searched(line);
        }

        child?.Dispose();
    }

    private static WorldLine Died(WorldSetup world, string how) => new(world.Name, 0, -1, 0, [],
    [
        new FindingLine(DriverRequirements.MemoryIsValid.Id.ToString(), $"the process in which the driver ran {how}",
            "process", 0, [], [], [], []),
    ], null);

    private static List<DriverDefect> Merge(List<WorldLine> lines, Symbols symbols) =>
    [
        .. lines.SelectMany(l => l.Findings.Select(f => (Line: l, Finding: f)))
            .GroupBy(p => Key(p.Finding, symbols))
            .Select(g =>
            {
                var best = g.OrderBy(p => p.Finding.Preemptions).ThenBy(p => p.Finding.Rows.Length).First();
                return new DriverDefect(Catalogue.Find(best.Finding.Requirement)!,
                    Model.NamedWorlds.Worlds.Find(best.Line.World)!, best.Finding, [.. g.Select(p =>
                        p.Line.World).Distinct()]);
            })
            .OrderByDescending(d => d.Requirement.MakesViolation).ThenBy(d => d.Requirement.Id.Area)
            .ThenBy(d => d.Requirement.Id.Number),
    ];

    /// <summary>
    /// One defect: the same requirement and kind, and for memory the same lines of allocation and free.
    /// </summary>
    private static string Key(FindingLine finding, Symbols symbols)
    {
        var kind = Hex().Replace(finding.Defect, "");
        return kind.Split(' ')[0] switch
        {
            // What the same line of remove frees too early is one defect, however many allocations it has.
            "freed" when finding.Freed.Length > 0 =>
                $"{finding.Requirement}|{symbols.All(finding.Freed).LastOrDefault()}",
            "null" or "wild" or "died" or "free" => $"{finding.Requirement}|{kind}|{symbols.First(finding.At)}",
            _ => $"{finding.Requirement}|{kind}|{symbols.First(finding.Allocated)}|{symbols.First(finding.Freed)}",
        };
    }

    [GeneratedRegex(@"\b[0-9a-f]{6,}\b")]
    private static partial Regex Hex();
}
