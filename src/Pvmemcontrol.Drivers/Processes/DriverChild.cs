// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using Pvmemcontrol.Drivers.Native;
using Pvmemcontrol.Drivers.Search;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.Processes;

/// <summary>The process in which a driver runs: whatever it does to its memory, the tool survives.</summary>
internal static class DriverChild
{
    /// <summary>The hidden subcommand of the tool.</summary>
    internal const string Subcommand = "explore-driver";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Searches the worlds that the parent names; a line for each.</summary>
    internal static int Run(TextReader input, TextWriter output)
    {
        var job = JsonSerializer.Deserialize<DriverJob>(input.ReadLine()!)!;
        var core = new NativeCore(job.Core, job.Driver);
        var explorer = new Explorer(core);
        using var watchdog = new Timer(_ => Watch(core, explorer), null, Patience, Patience);
        while (input.ReadLine() is { } name)
        {
            var world = Model.NamedWorlds.Worlds.Find(name)!;
            var result = explorer.Search(world, job.Preemptions, TimeSpan.FromMilliseconds(job.Milliseconds));
            output.WriteLine(JsonSerializer.Serialize(Line(core, explorer, world, result)));
            output.Flush();
        }

        return 0;
    }

    private static long _seen = -1;

    /// <summary>Interrupts a fiber that has run for the whole of an interval.</summary>
    private static void Watch(NativeCore core, Explorer explorer)
    {
        // A fiber that calls nothing passes no hooks: neither number changes.
        var steps = explorer.Progress ^ core.TotalSteps;
        if (core.IsRunning && steps == Interlocked.Exchange(ref _seen, steps))
        {
            core.Interrupt();
        }
    }

    private static WorldLine Line(NativeCore core, Explorer explorer, WorldSetup world, WorldResult result) => new(
        world.Name, result.Schedules, result.ExhaustedBound, result.Elapsed.TotalSeconds, [.. result.Warnings],
        [.. result.Found.Select(f => Line(core, explorer, world, f))],
        result.Problem);

    private static FindingLine Line(NativeCore core, Explorer explorer, WorldSetup world, FoundSchedule found)
    {
        List<RowLine> rows = [];
        var count = -1;
        explorer.Follow(world, found,
            (task, stack, text) => rows.Add(new RowLine(task.Name, Relative(core, stack), text)),
            finding => count = count < 0 && finding.Requirement == found.Finding.Requirement
                && finding.Defect == found.Finding.Defect ? rows.Count : count);
        return new FindingLine(found.Finding.Requirement.Id.ToString(), found.Finding.Text, found.Finding.Defect,
            found.Preemptions, Relative(core, found.Finding.Allocated), Relative(core, found.Finding.Freed),
            Relative(core, found.Finding.At), [.. rows.Take(count < 0 ? rows.Count : count)]);
    }

    /// <summary>Addresses of calls: return addresses, minus one, in the driver's image.</summary>
    private static ulong[] Relative(NativeCore core, ulong[] stack) =>
        [.. stack.Where(pc => pc > core.TextLow && pc < core.ImageHigh).Select(pc => pc - core.TextLow - 1)];
}
