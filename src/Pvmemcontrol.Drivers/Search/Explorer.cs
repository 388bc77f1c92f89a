// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Drivers.Kernel;
using Pvmemcontrol.Drivers.Native;
using Pvmemcontrol.Drivers.Oracles;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.Search;

/// <summary>A finding, and the decisions that lead to it.</summary>
/// <param name="Finding">What.</param>
/// <param name="Bound">The bound on preemptions of the search that found it.</param>
/// <param name="Preemptions">How many there are in its schedule.</param>
/// <param name="Steps">Steps of its schedule.</param>
/// <param name="Decisions">Of the search with that bound and the places shared then.</param>
internal sealed record FoundSchedule(Finding Finding, int Bound, int Preemptions, int Steps, int[] Decisions);

/// <summary>What a search of one world came to.</summary>
internal sealed record WorldResult(WorldSetup World)
{
    internal List<FoundSchedule> Found { get; } = [];

    internal HashSet<string> Warnings { get; } = [];

    /// <summary>Why the driver cannot be in this world, or null.</summary>
    internal string? Problem { get; set; }

    internal long Schedules { get; set; }

    /// <summary>The largest bound that was exhausted; -1 if none was.</summary>
    internal int ExhaustedBound { get; set; } = -1;

    /// <summary>The bounds that were to be searched.</summary>
    internal int WantedBound { get; set; }

    internal TimeSpan Elapsed { get; set; }
}

/// <summary>Searches worlds: with no preemption first, then with one more each time.</summary>
internal sealed class Explorer(NativeCore core)
{
    private readonly FunctionTable _functions = new();
    private readonly History _history = new();
    private readonly ulong[] _used = new ulong[NativeCore.Tasks];

    /// <summary>Counts executions: a watchdog sees whether there is progress.</summary>
    internal long Progress;

    internal WorldResult Search(WorldSetup world, int preemptions, TimeSpan time)
    {
        var clock = Stopwatch.StartNew();
        var result = new WorldResult(world) { WantedBound = preemptions };
        core.ForgetShared();
        for (var bound = 0; bound <= preemptions && clock.Elapsed < time; bound++)
        {
            while (true)
            {
                var (isExhausted, hasGrown) = SearchBound(result, bound, clock, time);
                if (hasGrown)
                {
                    core.ShareLearned();
                    core.HasGrown = false;
                    continue;
                }

                if (isExhausted)
                {
                    result.ExhaustedBound = bound;
                }

                break;
            }
        }

        result.Elapsed = clock.Elapsed;
        return result;
    }

    private (bool IsExhausted, bool HasGrown) SearchBound(WorldResult result, int bound, Stopwatch clock, TimeSpan time)
    {
        var search = new BoundedSearch(bound);
        do
        {
            if (clock.Elapsed > time)
            {
                return (false, false);
            }

            search.Path.Begin();
            var execution = new Execution(core, _functions, result.World, search, _history);
            execution.Run(_used);
            Progress++;
            result.Schedules++;
            Keep(result, execution, bound, search.Path);

            // With the new places as points, the search begins again.
            if (core.HasGrown)
            {
                return (false, true);
            }
        }
        while (search.Path.Next());

        return (true, false);
    }

    private static void Keep(WorldResult result, Execution execution, int bound, Path path)
    {
        result.Problem = execution.Machine.Problem;
        result.Warnings.UnionWith(execution.Judge.Warnings);
        foreach (var finding in execution.Judge.Findings)
        {
            var known = result.Found.FindIndex(f => f.Finding.Requirement == finding.Requirement
                && f.Finding.Defect == finding.Defect);
            var found = new FoundSchedule(finding, bound, execution.Preemptions, execution.Steps, path.Decisions());
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

    /// <summary>Runs a schedule again.</summary>
    /// <param name="world">The world.</param>
    /// <param name="found">The schedule.</param>
    /// <param name="told">Learns everything that happens.</param>
    /// <param name="blamed">Learns of findings when they happen.</param>
    internal void Follow(WorldSetup world, FoundSchedule found, Action<KernelTask, ulong[], string> told,
        Action<Finding> blamed)
    {
        var execution = new Execution(core, _functions, world, new Follower(found.Decisions, found.Bound), _history);
        execution.Machine.Trace = told;
        execution.Judge.Blamed = blamed;
        execution.Run(_used);
    }
}
