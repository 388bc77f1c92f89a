// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Storms;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Verdicts;

/// <summary>
/// Judges whether a guest can use up what the VMM needs for itself: mappings, locked memory, memory. No scenario of
/// some steps shows that. Each storm runs in a process of its own, and again in another before anybody is accused.
/// </summary>
public sealed class BoundsProbe(TargetSpec target, CampaignOptions options)
{
    /// <summary>A command with less time for each device leaves the probe out: it takes about a second.</summary>
    public static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(4);

    /// <summary>How much of that time it is given.</summary>
    public static readonly TimeSpan Share = TimeSpan.FromSeconds(1);

    /// <summary>The requirements that it is about, for a reader.</summary>
    internal const string Names = "PVMC-DEV-051 to 054, PVMC-VMM-023";

    /// <summary>What was not tried, and why; a line each.</summary>
    public IReadOnlyList<string> Skipped => _skipped;

    /// <summary>The requirements that this host does not let anybody show.</summary>
    public IReadOnlyList<Requirement> NotTestable => _notTestable;

    private readonly List<string> _skipped = [];
    private readonly List<Requirement> _notTestable = [];

    /// <summary>
    /// Makes and destroys devices. To be known first: one that leaves something behind each time uses up a process of
    /// scenarios too.
    /// </summary>
    public IReadOnlyList<Verdict> RunLives() => Run([StormKind.Lives]);

    /// <summary>Runs all other storms that this host allows; a verdict for each that ran.</summary>
    public IReadOnlyList<Verdict> Run() => Run([StormKind.Mappings, StormKind.Locks, StormKind.Channels]);

    private List<Verdict> Run(StormKind[] kinds)
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
            else if (Run(kind, out var reason) is { } verdict)
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

    /// <summary>Runs one storm.</summary>
    /// <exception cref="TargetUnusableException">The target or this host cannot be used for it; one line.</exception>
    internal Verdict RunOnly(StormKind kind)
    {
        var reason = Obstacle(kind);
        return (reason is null ? Run(kind, out reason) : null)
            ?? throw new TargetUnusableException($"bounds, {kind.ToString().ToLowerInvariant()}: {reason}");
    }

    private Verdict? Run(StormKind kind, out string? unusable)
    {
        var clock = Stopwatch.StartNew();
        var coverage = new Coverage();
        var recording = Record(kind, out unusable);
        return recording is null ? null : Conclude(recording, Prove(recording, coverage), coverage, clock.Elapsed);
    }

    /// <summary>The verdict on a storm.</summary>
    internal Verdict Conclude(
        StormRecording recording, List<Evidence> evidence, Coverage coverage, TimeSpan elapsed)
    {
        var violation = evidence.Find(e => e.Finding.Requirement.MakesViolation);
        evidence.RemoveAll(e => e.Finding.Requirement.MakesViolation);
        var figures = recording.Figures;
        return new Verdict(target, options.Profile, Layouts.StandardName, options.Seed,
            violation?.Outcome ?? options.OutcomeOf(evidence), 1,
            figures[StormField.Requests], elapsed, coverage, violation, [.. evidence])
        {
            Storm = figures.Kind,
            Remark = recording.Death is null ? StormAccount.Figures(figures) : null,
        };
    }

    private List<Evidence> Prove(StormRecording recording, Coverage coverage)
    {
        var findings = recording.Findings(coverage);
        if (findings.IsEmpty)
        {
            return [];
        }

        var again = Record(recording.Figures.Kind, out _)?.Findings(new Coverage()) ?? [];
        return
        [
            .. findings.Select(f => recording.ToEvidence(f.Finding, f.Death, again.Any(o =>
                o.Finding.Requirement == f.Finding.Requirement && IsTheSameEnd(o.Death, f.Death)))),
        ];
    }

    /// <summary>Who was killed twice for want of memory has not shown anything twice: it is the machine that is small.
    /// </summary>
    private static bool IsTheSameEnd(RunDeath? one, RunDeath? other) => (one, other) switch
    {
        (null, null) => true,
        ({ } o, { } f) => o.IsHang == f.IsHang && (o.IsHang || (o.IsHardEvidence && f.IsHardEvidence)),
        _ => false,
    };

    /// <summary>Lets a storm loose; null, with the reason, where it cannot be.</summary>
    private StormRecording? Record(StormKind kind, out string? unusable)
    {
        using var run = StormRun.Of(kind, target, options.Runner);
        unusable = run.Unusable;
        if (unusable is not null)
        {
            return null;
        }

        var recording = new StormRecording(StormFigures.Of(run.Sheet), run.Death, Before: null);
        return kind == StormKind.Mappings && recording.Findings(new Coverage()) is [{ Death: not null }]
            ? recording with { Before = FindExhaustion(recording.Figures) }
            : recording;
    }

    /// <summary>
    /// Where the process died: the storm again, until just before that. If the VMM can map nothing then, that is why.
    /// </summary>
    private StormFigures? FindExhaustion(StormFigures figures)
    {
        using var shorter = StormRun.Of(figures.Kind, target, options.Runner, figures[StormField.Requests] - 1);
        return StormJudge.IsExhausted(shorter.Sheet) ? StormFigures.Of(shorter.Sheet) : null;
    }

    private string? Obstacle(StormKind kind) => kind switch
    {
        StormKind.Mappings when HostLimits.MaxMapCount > MappingStorm.MostMapCount =>
            $"vm.max_map_count is {HostLimits.MaxMapCount}; at most {MappingStorm.MostMapCount} are used up",
        StormKind.Locks when StormRun.LockLimitOf(options.Runner) < LockStorm.SmallestLimit =>
            $"RLIMIT_MEMLOCK is {options.Runner.Host.LockLimit}",
        _ => null,
    };

    private void Skip(StormKind kind, string why)
    {
        var requirements = string.Join(", ", RequirementsOf(kind).Select(r => r.Id));
        _skipped.Add($"{target.DisplayName}: {requirements} not exercised: {why}");
    }

    private static Requirement[] RequirementsOf(StormKind kind) => kind switch
    {
        StormKind.Mappings => [BoundRequirements.VmmCanMap],
        StormKind.Locks => [BoundRequirements.VmmCanLock],
        StormKind.Lives => [VmmRequirements.DestroyedDevicesLeaveNothing],
        _ => [BoundRequirements.ChannelsAreBounded, BoundRequirements.MinimumService],
    };
}
