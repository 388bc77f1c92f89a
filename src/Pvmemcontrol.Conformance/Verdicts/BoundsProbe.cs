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
            else if (Run(kind) is { } verdict)
            {
                verdicts.Add(verdict);
            }
        }

        return verdicts;
    }

    private Verdict? Run(StormKind kind)
    {
        var clock = Stopwatch.StartNew();
        var coverage = new Coverage();
        using var run = StormRun.Of(kind, target, options.Runner);
        if (run.Unusable is { } reason)
        {
            Skip(kind, reason);
            return null;
        }

        var evidence = Prove(run, coverage);
        var violation = evidence.Find(e => e.Finding.Requirement.MakesViolation);
        evidence.RemoveAll(e => e.Finding.Requirement.MakesViolation);
        return new Verdict(target, options.Profile, Layouts.StandardName, options.Seed, Judge(violation, evidence), 1,
            run.Sheet[StormField.Requests], clock.Elapsed, coverage, violation, [.. evidence])
        {
            Storm = kind,
            Remark = run.Death is null ? StormAccount.Figures(run) : null,
        };
    }

    private List<Evidence> Prove(StormRun run, Coverage coverage)
    {
        var findings = Findings(run, coverage);
        if (findings.Count == 0)
        {
            return [];
        }

        using var again = StormRun.Of(run.Kind, target, options.Runner);
        var none = new Scenario(0, StormProgram.LayoutOf(run.Kind, run.Sheet), []);
        var others = again.Unusable is null ? Findings(again, new Coverage()) : [];
        return
        [
            .. findings.Select(f => new Evidence(f.Finding, none, [], 0, 0, f.Death,
                f.Death is not { IsHardEvidence: false }
                && others.Any(o => o.Finding.Requirement == f.Finding.Requirement))
            {
                Account = StormAccount.Of(run),
            }),
        ];
    }

    private List<(Finding Finding, RunDeath? Death)> Findings(StormRun run, Coverage coverage)
    {
        var findings = StormJudge.Judge(run, coverage).Select(f => (f, (RunDeath?)null)).ToList();
        if (run.Death is not { } death || findings.Any(f => f.f.Requirement.MakesViolation))
        {
            return findings;
        }

        if (run.Kind == StormKind.Mappings && FindExhaustion(run) is { } exhaustion)
        {
            return [(exhaustion, null)];
        }

        return [(new Finding(EffectRequirements.DeviceSurvives, 0, death.How, "every register access returns"), death)];
    }

    /// <summary>
    /// Where the process died: the storm again, until just before that. If the VMM can map nothing then, that is why.
    /// </summary>
    private Finding? FindExhaustion(StormRun run)
    {
        using var shorter = StormRun.Of(run.Kind, target, options.Runner, run.Sheet[StormField.Requests] - 1);
        return StormJudge.IsExhausted(shorter.Sheet)
            ? StormJudge.Judge(shorter, new Coverage()).FirstOrDefault(f => f.Requirement.MakesViolation)
            : null;
    }

    private string? Obstacle(StormKind kind) => kind switch
    {
        StormKind.Mappings when HostLimits.MaxMapCount > MappingStorm.MostMapCount =>
            $"vm.max_map_count is {HostLimits.MaxMapCount}; at most {MappingStorm.MostMapCount} are used up",
        StormKind.Locks when StormRun.LockLimitOf(options.Runner) < LockStorm.SmallestLimit =>
            $"RLIMIT_MEMLOCK is {options.Runner.Host.LockLimit}",
        _ => null,
    };

    private Outcome Judge(Evidence? violation, List<Evidence> deviations) =>
        violation is null
            ? options.IsStrict && deviations.Any(d => d.IsReproduced) ? Outcome.Violation : Outcome.Conforms
        : !violation.IsReproduced && violation.Death is not { IsHardEvidence: true } ? Outcome.Undecided
        : violation.Death is not null ? Outcome.Died
        : Outcome.Violation;

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
