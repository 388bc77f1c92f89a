// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Pvmemcontrol.Drivers.Building;
using Pvmemcontrol.Drivers.Search;
using Pvmemcontrol.Drivers.WorldFiles;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.Processes;

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
    public static DriverReport Run(DriverRunOptions options, Action<WorldLine> searched,
        CancellationToken cancellation) => Run(options, null, searched, cancellation);

    /// <summary>Follows a schedule of a trace again.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="source">The driver.</param>
    /// <param name="tool">The path of this tool.</param>
    /// <exception cref="DriverUnusableException">The driver cannot be built.</exception>
    public static DriverReport Replay(
        DriverTrace trace, string source, IReadOnlyList<string> tool) => Run(new DriverRunOptions
        {
            Source = source,
            Tool = tool,
            Worlds = [trace.World],
            Compiler = trace.Compiler,
            Includes = trace.Includes,
            Defines = trace.Defines,
            KernelTree = trace.KernelTree,
        }, [.. trace.Schedule], _ => { }, CancellationToken.None);

    /// <summary>A name for each defect's trace in a folder, with what it holds.</summary>
    public static IEnumerable<(DriverDefect Defect, string File, DriverTrace Trace)> Traces(DriverReport report,
        DriverRunOptions options, string folder)
    {
        HashSet<string> names = [];
        foreach (var defect in report.Defects.Where(d => d.Finding.Schedule.Length > 0))
        {
            var name = $"{defect.Requirement.Id}-{defect.World.Name}";
            for (var i = 2; !names.Add(name); i++)
            {
                name = $"{defect.Requirement.Id}-{defect.World.Name}-{i}";
            }

            yield return (defect, System.IO.Path.Combine(folder, $"{name}.pvmtrace.jsonl"), new DriverTrace(
                System.IO.Path.GetFullPath(options.Source), report.Hash,
                [.. options.Includes.Select(System.IO.Path.GetFullPath)], options.Defines, options.Compiler,
                defect.World, defect.Requirement.Id.ToString(), defect.Finding.Text, defect.Finding.Schedule)
            {
                KernelTree = options.KernelTree is { } tree ? System.IO.Path.GetFullPath(tree) : null,
            });
        }
    }

    private static DriverReport Run(DriverRunOptions options, string[]? schedule, Action<WorldLine> searched,
        CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("pvmemcontrol-driver-");
        try
        {
            var toolchain = new Toolchain(options.Build, folder.FullName);
            var sources = Sources(options.Source);
            var driver = toolchain.Build(sources, folder.FullName);
            var job = new DriverJob(toolchain.Core, driver, options.Preemptions, (int)options.Time.TotalMilliseconds,
                options.Random, options.Seed, options.HasAllPoints, options.EndsAtFinding);
            var lines = Search(options, job, schedule, searched, cancellation);
            BlameId(lines);
            BlameNumber(lines);
            if (lines.Find(l => l.Problem is not null) is { } unusable)
            {
                throw new BuildException($"the driver cannot be checked: {unusable.Problem}");
            }

            var symbols = Symbols.Of(driver, lines.SelectMany(l => l.Findings).SelectMany(f =>
                f.Rows.SelectMany(r => r.Stack).Concat(f.Allocated).Concat(f.Freed).Concat(f.At))
                .Concat(lines.SelectMany(l => l.Races).SelectMany(r => r.First.Concat(r.Second))));
            lines = lines.ConvertAll(l => Named(l, symbols));
            return new DriverReport(toolchain.CompilerVersion, DriverTrace.HashOf(sources), lines,
                Merge(options, lines, symbols))
            { Symbols = symbols };
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

    private static WorldLine Named(WorldLine line, Symbols symbols) => line with
    {
        Findings =
        [
            .. line.Findings.Select(f => f with
            {
                Text = symbols.Name(f.Text),
                Rows = [.. f.Rows.Select(r => r with { Text = symbols.Name(r.Text) })],
            }),
        ],
    };

    /// <summary>The driver is for another device: nothing ran in any world.</summary>
    private static void BlameId(List<WorldLine> lines)
    {
        if (lines is [{ IsForAnother: true }, ..])
        {
            var finding = new FindingLine(DriverRequirements.TakesTheDevice.Id.ToString(),
                $"the driver's table of PCI ids leaves out {PciIdentity.Vendor:x4}:{PciIdentity.Device:x4}",
                "id", 0, [], [], [], []);
            lines[0] = lines[0] with { Findings = [finding], ExhaustedBound = -1 };
            lines.RemoveRange(1, lines.Count - 1);
        }
    }

    /// <summary>No ioctl was ever served: the driver's number is not that of the user interface.</summary>
    private static void BlameNumber(List<WorldLine> lines)
    {
        if (lines.Sum(l => l.Served) == 0 && lines.FindIndex(l => l.Refused > 0) is >= 0 and var first)
        {
            var finding = new FindingLine(DriverRequirements.OtherCommandIsRefused.Id.ToString(),
                $"every ioctl with the number of the user interface, 0x{IoctlAbi.VmmCall:X8}, is refused: the driver's "
                + "number is another", "number", 0, [], [], [], []);
            lines[first] = lines[first] with { Findings = [.. lines[first].Findings, finding] };
        }
    }

    private static List<string> Sources(string path)
    {
        var sources = Directory.Exists(path)
            ? Directory.GetFiles(path, "*.c").Order(StringComparer.Ordinal).Select(System.IO.Path.GetFullPath).ToList()
            : File.Exists(path) ? path.EndsWith(".c", StringComparison.Ordinal) ? [System.IO.Path.GetFullPath(path)]
                : throw new BuildException($"{path} is neither a .c file nor a folder")
            : throw new BuildException($"there is no file or folder {path}");
        return sources.Count > 0 ? sources : throw new BuildException($"there is no .c file in {path}");
    }

    /// <summary>A child for each of two processors; the worlds with the most tasks first.</summary>
    private static List<WorldLine> Search(DriverRunOptions options, DriverJob job, string[]? schedule,
        Action<WorldLine> searched, CancellationToken cancellation)
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
                Work(options, job, schedule, queue, line =>
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

    private static void Work(DriverRunOptions options, DriverJob job, string[]? schedule,
        ConcurrentQueue<WorldSetup> queue, Action<WorldLine> searched, CancellationToken cancellation)
    {
        ChildProcess? child = null;
        while (!cancellation.IsCancellationRequested && queue.TryDequeue(out var world))
        {
            child ??= new ChildProcess(options.Tool, job);
            var line = child.Ask(new DriverRequest(WorldText.Write(world), schedule), options.Time + Grace);
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

    private static List<DriverDefect> Merge(DriverRunOptions options, List<WorldLine> lines, Symbols symbols) =>
    [
        .. lines.SelectMany(l => l.Findings.Select(f => (Line: l, Finding: f)))
            .GroupBy(p => Key(p.Finding, symbols))
            .Select(g =>
            {
                var best = g.OrderBy(p => p.Finding.Preemptions).ThenBy(p => p.Finding.Rows.Length).First();
                return new DriverDefect(Catalogue.Find(best.Finding.Requirement)!,
                    options.Worlds.First(w => w.Name == best.Line.World), best.Finding,
                    [.. g.Select(p => p.Line.World).Distinct()]);
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
