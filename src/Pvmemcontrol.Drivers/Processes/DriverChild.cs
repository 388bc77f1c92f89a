// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using Pvmemcontrol.Drivers.Native;
using Pvmemcontrol.Drivers.Oracles;
using Pvmemcontrol.Drivers.Search;
using Pvmemcontrol.Drivers.WorldFiles;
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
        var job = JsonSerializer.Deserialize(input.ReadLine()!, ChildJson.Default.DriverJob)!;
        var core = new NativeCore(job.Core, job.Driver);
        var explorer = new Explorer(core);
        using var watchdog = new Timer(_ => Watch(core, explorer), null, Patience, Patience);
        while (input.ReadLine() is { } line)
        {
            var request = JsonSerializer.Deserialize(line, ChildJson.Default.DriverRequest)!;
            output.WriteLine(JsonSerializer.Serialize(
                Answer(job, core, explorer, request), ChildJson.Default.WorldLine));
            output.Flush();
        }

        return 0;
    }

    private static WorldLine Answer(DriverJob job, NativeCore core, Explorer explorer, DriverRequest request)
    {
        var world = WorldText.Parse(request.World, "a world");
        try
        {
            return request.Schedule is { } lines
                ? Replay(core, explorer, world, ScheduleLines.Parse(world, lines))
                : Search(job, core, explorer, world);
        }
        catch (InvalidOperationException e)
        {
            // The tool does not understand the driver: that is no verdict about it.
            return new WorldLine(world.Name, 0, -1, 0, [], [], e.Message);
        }
    }

    private static long _seen = -1;
    private static TimeSpan _seenAt;

    /// <summary>Interrupts a fiber that has run for long and passed no hook.</summary>
    private static void Watch(NativeCore core, Explorer explorer)
    {
        // A fiber that calls nothing passes no hooks: neither number changes.
        var steps = explorer.Progress ^ core.TotalSteps;
        var now = Environment.CpuUsage.TotalTime;
        if (!core.IsRunning || steps != _seen)
        {
            (_seen, _seenAt) = (steps, now);
        }
        else if (now - _seenAt >= Patience)
        {
            // CPU time: on a busy machine a fiber may not have run at all.
            core.Interrupt();
        }
    }

    private static WorldLine Search(DriverJob job, NativeCore core, Explorer explorer, WorldSetup world)
    {
        var limits = new SearchLimits(job.Preemptions, TimeSpan.FromMilliseconds(job.Milliseconds))
        {
            Random = job.Random,
            Seed = job.Seed,
            HasAllPoints = job.HasAllPoints,
            EndsAtFinding = job.EndsAtFinding,
        };
        var result = explorer.Search(world, limits);
        return new WorldLine(world.Name, result.Schedules, result.ExhaustedBound, result.Elapsed.TotalSeconds,
            [.. result.Warnings], [.. result.Found.Select(f => Shown(core, explorer, world, f))], result.Problem)
        {
            IsForAnother = result.IsForAnother,
            Served = result.Served,
            Refused = result.Refused,
            Races = [.. result.Races.Select(r => new RaceLine(Relative(core, r.First), Verb(r.FirstFlags),
                Relative(core, r.Second), Verb(r.SecondFlags)))],
        };
    }

    private static string Verb(AccessFlags flags) => (flags & AccessFlags.Write) != 0 ? "writes" : "reads";

    /// <summary>A finding with what happens on the way to it.</summary>
    private static FindingLine Shown(NativeCore core, Explorer explorer, WorldSetup world, FoundSchedule found)
    {
        var again = Replay(core, explorer, world, found.Schedule);
        return again.Findings.FirstOrDefault(f => f.Requirement == found.Finding.Requirement.Id.ToString()
                && f.Defect == found.Finding.Defect)
            ?? Line(core, found.Finding, found.Preemptions, [], []);
    }

    private static WorldLine Replay(NativeCore core, Explorer explorer, WorldSetup world, Schedule schedule)
    {
        List<RowLine> rows = [];
        List<(Finding Finding, int Rows)> found = [];
        var preemptions = 0;
        string? misfit = null, problem = null;
        try
        {
            preemptions = explorer.Follow(world, schedule,
                (task, stack, text) => rows.Add(new RowLine(task.Name, Relative(core, stack), text)),
                finding => found.Add((finding, rows.Count)), out problem);
        }
        catch (ScheduleMisfitException e)
        {
            misfit = e.Message;
        }

        var lines = ScheduleLines.Write(world, schedule);
        return new WorldLine(world.Name, 1, -1, 0, [],
        [
            .. found.DistinctBy(f => (f.Finding.Requirement, f.Finding.Defect))
                .Select(f => Line(core, f.Finding, preemptions, [.. rows.Take(f.Rows)], lines)),
        ], problem)
        {
            Misfit = misfit,
        };
    }

    private static FindingLine Line(NativeCore core, Finding finding, int preemptions, RowLine[] rows,
        string[] schedule) => new(finding.Requirement.Id.ToString(), finding.Text, finding.Defect, preemptions,
        Relative(core, finding.Allocated), Relative(core, finding.Freed), Relative(core, finding.At), rows)
        {
            Schedule = schedule,
        };

    /// <summary>Addresses of calls: return addresses, minus one, in the driver's image.</summary>
    private static ulong[] Relative(NativeCore core, ulong[] stack) =>
        [.. stack.Where(pc => pc > core.TextLow && pc < core.ImageHigh).Select(pc => pc - core.TextLow - 1)];
}
