// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Drivers.Kernel;
using Pvmemcontrol.Drivers.Native;
using Pvmemcontrol.Drivers.Oracles;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.Search;

/// <summary>A finding, and the schedule that leads to it.</summary>
/// <param name="Finding">What.</param>
/// <param name="Bound">The bound on preemptions of the search that found it.</param>
/// <param name="Preemptions">How many there are in its schedule.</param>
/// <param name="Steps">Steps of its schedule.</param>
/// <param name="Schedule">What to follow.</param>
internal sealed record FoundSchedule(Finding Finding, int Bound, int Preemptions, int Steps, Schedule Schedule);

/// <summary>How a world is to be searched.</summary>
/// <param name="Preemptions">The largest bound; <see cref="BoundedSearch.Unbounded"/> for none.</param>
/// <param name="Time">For all bounds together.</param>
internal sealed record SearchLimits(int Preemptions, TimeSpan Time)
{
    /// <summary>Schedules by chance in place of the search; 0 for the search.</summary>
    internal long Random { get; init; }

    /// <summary>The seed of schedules by chance.</summary>
    internal ulong Seed { get; init; }

    /// <summary>
    /// Every access is a point, also of places that only one task uses: slower, and the same findings.
    /// </summary>
    internal bool HasAllPoints { get; init; }

    /// <summary>An execution ends with its first finding, as a run of the model checker does.</summary>
    internal bool EndsAtFinding { get; init; }
}

/// <summary>What a search of one world came to.</summary>
internal sealed record WorldResult(WorldSetup World)
{
    internal List<FoundSchedule> Found { get; } = [];

    internal HashSet<string> Warnings { get; } = [];

    internal List<DataRace> Races { get; } = [];

    internal HashSet<(ulong, ulong)> KnownRaces { get; } = [];

    /// <summary>Why the driver cannot be in this world, or null.</summary>
    internal string? Problem { get; set; }

    /// <summary>True when the driver's table of PCI ids leaves out the device.</summary>
    internal bool IsForAnother { get; set; }

    /// <summary>Ioctls that returned 0.</summary>
    internal long Served { get; set; }

    /// <summary>Ioctls that were refused as if their number were unknown.</summary>
    internal long Refused { get; set; }

    internal long Schedules { get; set; }

    /// <summary>The largest bound that was exhausted; -1 if none was.</summary>
    internal int ExhaustedBound { get; set; } = -1;

    internal TimeSpan Elapsed { get; set; }

    /// <summary>What this process had worked when the last new defect was found.</summary>
    internal TimeSpan LastFound { get; set; }

    /// <summary>
    /// True when the time is up, or when work for a part of it has shown nothing new after a defect: schedules of a
    /// broken driver may be long and many, and other worlds wait. Work, and not the clock: a busy machine searches as
    /// far as an idle one.
    /// </summary>
    internal bool IsOver(TimeSpan now, TimeSpan time) =>
        Schedules > 0 && (now > time || (Found.Count > 0 && Worked > LastFound + (time / AfterFound)));

    /// <summary>The processor time of this process.</summary>
    internal static TimeSpan Worked => Environment.CpuUsage.TotalTime;

    private const int AfterFound = 10;
}

/// <summary>Searches worlds: with no preemption first, then with one more each time.</summary>
internal sealed class Explorer(NativeCore core)
{
    /// <summary>Bounds that are searched in turn before the search without a bound.</summary>
    private const int BoundsBeforeNone = 2;

    /// <summary>Runs until it is known which places tasks share in a schedule; two are enough.</summary>
    private const int MostLearning = 4;

    private readonly FunctionTable _functions = new();
    private readonly History _history = new();
    private readonly ulong[] _used = new ulong[NativeCore.Tasks];

    /// <summary>Counts executions: a watchdog sees whether there is progress.</summary>
    internal long Progress;

    internal WorldResult Search(WorldSetup world, SearchLimits limits)
    {
        var clock = Stopwatch.StartNew();
        var result = new WorldResult(world);
        core.ForgetShared();
        core.Stops = false;
        if (limits.HasAllPoints)
        {
            core.ShareAll();
        }

        if (limits.Random > 0)
        {
            Draw(result, limits, clock);
        }
        else
        {
            foreach (var bound in Bounds(limits.Preemptions).TakeWhile(_ => !result.IsOver(clock.Elapsed, limits.Time)))
            {
                if (SearchBound(result, bound, clock, limits))
                {
                    result.ExhaustedBound = bound;
                }
            }
        }

        result.Elapsed = clock.Elapsed;
        return result;
    }

    private static IEnumerable<int> Bounds(int largest) => largest == BoundedSearch.Unbounded
        ? Enumerable.Range(0, BoundsBeforeNone + 1).Append(BoundedSearch.Unbounded)
        : Enumerable.Range(0, largest + 1);

    /// <summary>With each new place that tasks share, the search begins again; true when it came to its end.</summary>
    private bool SearchBound(WorldResult result, int bound, Stopwatch clock, SearchLimits limits)
    {
        while (true)
        {
            var (isExhausted, hasGrown) = SearchPoints(result, bound, clock, limits);
            if (!hasGrown)
            {
                return isExhausted;
            }

            core.ShareLearned();
            core.HasGrown = false;
        }
    }

    private (bool IsExhausted, bool HasGrown) SearchPoints(WorldResult result, int bound, Stopwatch clock,
        SearchLimits limits)
    {
        var search = new BoundedSearch(bound);
        do
        {
            if (result.IsOver(clock.Elapsed, limits.Time))
            {
                return (false, false);
            }

            search.Path.Begin();
            var known = result.Found.Count;
            Execute(result, bound, search, limits);
            result.LastFound = result.Found.Count > known ? WorldResult.Worked : result.LastFound;

            // With the new places as points, the search begins again.
            if (core.HasGrown)
            {
                return (false, true);
            }
        }
        while (search.Path.Next());

        return (true, false);
    }

    private void Draw(WorldResult result, SearchLimits limits, Stopwatch clock)
    {
        for (long number = 0; number < limits.Random && clock.Elapsed < limits.Time; number++)
        {
            Execute(result, BoundedSearch.Unbounded, new RandomSearch(limits.Seed, number), limits);
            if (core.HasGrown)
            {
                core.ShareLearned();
                core.HasGrown = false;
            }
        }
    }

    private void Execute(WorldResult result, int bound, IStrategy strategy, SearchLimits limits)
    {
        var execution = new Execution(core, _functions, result.World, strategy, _history, result.KnownRaces);
        execution.Judge.EndsAtFinding = limits.EndsAtFinding;
        execution.Run(_used);
        Progress++;
        result.Schedules++;
        Keep(result, execution, bound);
    }

    private static void Keep(WorldResult result, Execution execution, int bound)
    {
        result.Problem = execution.Machine.Problem;
        result.IsForAnother = execution.Machine.IsForAnother;
        result.Warnings.UnionWith(execution.Judge.Warnings);
        result.Races.AddRange(execution.Races);
        result.Served += execution.Judge.Served;
        result.Refused += execution.Judge.Refused;
        foreach (var finding in execution.Judge.Findings)
        {
            var known = result.Found.FindIndex(f => f.Finding.Requirement == finding.Requirement
                && f.Finding.Defect == finding.Defect);
            var found = new FoundSchedule(finding, bound, execution.Preemptions, execution.Steps, execution.Schedule);
            if (known < 0)
            {
                result.Found.Add(found);
            }
            else if (result.Found[known] is var other && other.Bound == bound
                && (other.Preemptions, other.Steps).CompareTo((found.Preemptions, found.Steps)) > 0)
            {
                result.Found[known] = found;
            }
        }
    }

    /// <summary>Runs a schedule again; its preemptions.</summary>
    /// <param name="world">The world.</param>
    /// <param name="schedule">The schedule.</param>
    /// <param name="told">Learns everything that happens.</param>
    /// <param name="blamed">Learns of findings when they happen.</param>
    /// <param name="problem">Why the driver cannot be in this world, or null.</param>
    /// <exception cref="ScheduleMisfitException">The driver does not go where the schedule says.</exception>
    internal int Follow(WorldSetup world, Schedule schedule, Action<KernelTask, ulong[], string> told,
        Action<Finding> blamed, out string? problem)
    {
        core.ForgetShared();
        core.Stops = true;
        for (var i = 0; i < MostLearning; i++)
        {
            Once(world, schedule, null, _ => { }, out problem);
            if (!core.HasGrown || problem is not null)
            {
                break;
            }

            core.ShareLearned();
            core.HasGrown = false;
        }

        return Once(world, schedule, told, blamed, out problem);
    }

    private int Once(WorldSetup world, Schedule schedule, Action<KernelTask, ulong[], string>? told,
        Action<Finding> blamed, out string? problem)
    {
        var replayer = new Replayer(schedule);
        var execution = new Execution(core, _functions, world, replayer, _history, []);
        execution.Machine.Trace = told;
        execution.Judge.Blamed = blamed;
        try
        {
            execution.Run(_used);
        }
        finally
        {
            Progress++;
        }

        problem = execution.Machine.Problem;
        if (problem is null && execution.Judge.Findings.Count == 0)
        {
            replayer.End();
        }

        return execution.Preemptions;
    }
}
