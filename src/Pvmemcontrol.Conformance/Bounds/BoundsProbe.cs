// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>
/// Judges whether a guest can use up what the VMM needs for itself: mappings, locked memory, memory. Scenarios are too
/// short to show that. Each guest runs in a process of its own; a violation must be reproduced in another.
/// </summary>
public sealed class BoundsProbe(TargetSpec target, CampaignOptions options)
{
    private static readonly TimeSpan UsualTime = TimeSpan.FromSeconds(3);

    /// <summary>A command with less time for each device leaves the probe out: it takes about three seconds.</summary>
    public static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(4);

    /// <summary>How much of a command's time the probe of a device gets: what it takes, if there is enough.</summary>
    /// <param name="time">The time for the device.</param>
    public static TimeSpan ShareOf(TimeSpan time) =>
        TimeSpan.FromSeconds(Math.Min(UsualTime.TotalSeconds, time.TotalSeconds / 4));

    /// <summary>The requirements that it judges, as text.</summary>
    internal const string Names = "PVMC-DEV-051 to 056, PVMC-VMM-023, requests over large guest RAM";

    /// <summary>What was not tried, and why; one line each.</summary>
    public IReadOnlyList<string> Skipped => _skipped;

    /// <summary>The requirements that cannot be exercised on this host.</summary>
    public IReadOnlyList<Requirement> NotTestable => _notTestable;

    private readonly List<string> _skipped = [];
    private readonly List<Requirement> _notTestable = [];

    /// <summary>
    /// Makes and destroys devices. This runs first: a device that leaves something behind each time also uses up a
    /// process of scenarios.
    /// </summary>
    public IReadOnlyList<Verdict> RunLives()
    {
        var verdicts = Run([BoundKind.Lives]);
        return options.GoesOn && verdicts.Exists(v => v.Leads.Any(l => l.Death is not null))
            && Run(BoundKind.Lives, new BoundLimits(Idle, LeftOut: 0), out _) is { } idle
            ? [.. verdicts, idle]
            : verdicts;
    }

    /// <summary>The limit of requests of a guest that makes devices and uses none.</summary>
    private const long Idle = 0;

    /// <summary>Runs all other kinds that this host allows; a verdict for each that ran.</summary>
    public IReadOnlyList<Verdict> Run() =>
        Run([BoundKind.Leaks, BoundKind.Mappings, BoundKind.Locks, BoundKind.Channels]);

    /// <summary>Sends requests whose addresses and lengths are large.</summary>
    public IReadOnlyList<Verdict> RunLarge() => Run([BoundKind.Large]);

    private List<Verdict> Run(BoundKind[] kinds)
    {
        List<Verdict> verdicts = [];
        foreach (var kind in kinds)
        {
            if (options.Cancellation.IsCancellationRequested)
            {
                break;
            }

            if (Obstacle(kind) is { } obstacle)
            {
                Skip(kind, obstacle);
                _notTestable.AddRange(RequirementsOf(kind));
            }
            else if (Run(kind, BoundLimits.Around(options.Known, kind), out var reason) is { } verdict)
            {
                verdicts.Add(verdict);
            }
            else
            {
                Skip(kind, reason!);
            }
        }

        return verdicts;
    }

    /// <summary>Runs one kind.</summary>
    /// <exception cref="TargetUnusableException">The target or this host cannot be used for it; one line.</exception>
    internal Verdict RunOnly(BoundKind kind, BoundLimits limits = default)
    {
        var reason = Obstacle(kind);
        return (reason is null ? Run(kind, limits, out reason) : null)
            ?? throw new TargetUnusableException($"bounds, {kind.ToString().ToLowerInvariant()}: {reason}");
    }

    private Verdict? Run(BoundKind kind, BoundLimits limits, out string? unusable)
    {
        var clock = Stopwatch.StartNew();
        var coverage = new Coverage();
        var recording = Record(kind, options.Runner, limits, out unusable);
        return recording is null ? null : Conclude(recording, Prove(recording, coverage), coverage, clock.Elapsed);
    }

    /// <summary>The verdict of a run.</summary>
    internal Verdict Conclude(
        BoundRecording recording, List<BoundCounterexample> shown, Coverage coverage, TimeSpan elapsed)
    {
        var violation = shown.Find(c => c.Finding.Requirement.MakesViolation);
        var lead = violation is not null && options.GoesOn && !IsAboutBounds(violation.Finding.Requirement)
            ? violation : null;
        violation = lead is null && !IsOfDevices(violation, recording.Figures) ? violation : null;
        var deviations = shown.FindAll(c => !c.Finding.Requirement.MakesViolation);
        var figures = recording.Figures;
        return new Verdict(KindOf(figures.Kind), target, options.Profile, Layouts.StandardName, options.Seed,
            violation?.Outcome ?? options.OutcomeOf(deviations), 1,
            figures[BoundField.Requests], elapsed, coverage, violation, [.. deviations])
        {
            Remark = recording.Death is null ? BoundText.Figures(figures) : null,
            Leads = lead is null ? [] : [lead],
        };
    }

    /// <summary>True for a leak of calls that make devices, where making devices is known to leave something.</summary>
    private bool IsOfDevices(BoundCounterexample? violation, BoundFigures figures) =>
        options.Known is { UsesUpProcesses: true }
        && violation?.Finding.Requirement == BoundRequirements.CallsLeaveNothing
        && !figures.Leaks.Where((leak, call) => leak.IsLeak && call != LeakCalls.Restore).Any();

    /// <summary>True for what only bounds show; anything else scenarios or rounds should show too.</summary>
    private static bool IsAboutBounds(Requirement requirement) => BoundRequirements.IsAboutBounds(requirement)
        || requirement == VmmRequirements.DestroyedDevicesLeaveNothing;

    /// <summary>The names of a bound's runs.</summary>
    private static RunKind KindOf(BoundKind kind)
    {
        var name = kind.ToString().ToLowerInvariant();
        return new RunKind($"bounds-{name}", $"bounds, {name}", $"bounds {name}", "run", $"bounds, {name}");
    }

    private List<BoundCounterexample> Prove(BoundRecording recording, Coverage coverage)
    {
        var findings = recording.Findings(coverage);
        if (findings.IsEmpty)
        {
            return [];
        }

        var again = Record(
            recording.Figures.Kind, options.Runner.ForProofs, BoundLimits.Of(recording.Figures), out _);
        var origin = Origin.Of(target, options with { Backing = Layouts.StandardName }, index: 0);
        return
        [
            .. findings.Select(f => new BoundCounterexample(
                f.Finding, origin, new SecondRun(IsShown(f, recording, again)), recording, f.IsEnd)),
        ];
    }

    private static bool IsShown((Finding Finding, bool IsEnd) found, BoundRecording recording, BoundRecording? again) =>
        again is not null && again.Findings(new Coverage()).Any(o =>
            o.Finding.Requirement == found.Finding.Requirement && o.IsEnd == found.IsEnd
            && (!found.IsEnd || IsTheSameEnd(again.Death!, recording.Death!)));

    /// <summary>Two kills by the OOM killer reproduce nothing: the machine is too small.</summary>
    private static bool IsTheSameEnd(RunDeath one, RunDeath other) =>
        one.IsHang == other.IsHang && (one.IsHang || (one.IsHardEvidence && other.IsHardEvidence));

    /// <summary>Runs a guest once; null, with the reason, if it cannot run.</summary>
    private BoundRecording? Record(
        BoundKind kind, RunnerSettings runner, BoundLimits limits, out string? unusable)
    {
        using var run = BoundRun.Of(kind, target, runner, limits);
        unusable = run.Unusable;
        if (unusable is not null)
        {
            return null;
        }

        var recording = new BoundRecording(run.Figures, run.Death, Before: null);
        return kind == BoundKind.Mappings && recording.Findings(new Coverage()) is [{ IsEnd: true }]
            ? recording with { Before = FindExhaustion(recording.Figures) }
            : recording;
    }

    /// <summary>
    /// After a death: runs the same guest again until just before it. If the VMM cannot map memory then, that is the
    /// cause.
    /// </summary>
    private BoundFigures? FindExhaustion(BoundFigures figures)
    {
        using var shorter = BoundRun.Of(
            figures.Kind, target, options.Runner.ForProofs,
            BoundLimits.Of(figures) with { MostRequests = figures[BoundField.Requests] - 1 });
        return BoundJudge.IsExhausted(shorter.Figures) ? shorter.Figures : null;
    }

    private string? Obstacle(BoundKind kind) => kind switch
    {
        BoundKind.Mappings when HostLimits.MaxMapCount > MappingBound.MostMapCount =>
            $"vm.max_map_count is {HostLimits.MaxMapCount}; at most {MappingBound.MostMapCount} are used up",
        BoundKind.Locks when BoundRun.LockLimitOf(options.Runner) < LockBound.SmallestLimit =>
            $"RLIMIT_MEMLOCK is {options.Runner.Host.LockLimit}",
        BoundKind.Large when HostLimits.AvailableMemory < LargeMemory.Needed =>
            $"the host has less than {LargeMemory.Needed >> 30} GiB of memory available",
        _ => null,
    };

    private void Skip(BoundKind kind, string why)
    {
        var requirements = string.Join(", ", RequirementsOf(kind).Select(r => r.Id));
        _skipped.Add(kind == BoundKind.Large
            ? $"{target.DisplayName}: requests over large guest RAM not tried: {why}"
            : $"{target.DisplayName}: {requirements} not exercised: {why}");
    }

    private static Requirement[] RequirementsOf(BoundKind kind) => kind switch
    {
        BoundKind.Mappings => [BoundRequirements.VmmCanMap],
        BoundKind.Locks => [BoundRequirements.VmmCanLock, BoundRequirements.LocksAreBalanced],
        BoundKind.Lives => [VmmRequirements.DestroyedDevicesLeaveNothing],
        BoundKind.Leaks => [BoundRequirements.CallsLeaveNothing],

        // Smaller guest RAM exercises the same.
        BoundKind.Large => [],
        _ => [BoundRequirements.ChannelsAreBounded, BoundRequirements.MinimumService],
    };
}
