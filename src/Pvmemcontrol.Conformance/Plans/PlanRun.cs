// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Bounds;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Plans;

/// <summary>
/// Carries out a plan. First it checks whether devices leave something behind. Then it runs a part of every run with
/// one vCPU, then rounds and bounds, so that these need not wait for the end. Then it runs the rest.
/// </summary>
/// <param name="plan">What to do.</param>
/// <param name="options">The options of every run.</param>
/// <param name="observer">Follows the progress.</param>
public sealed class PlanRun(Plan plan, CampaignOptions options, IPlanObserver observer)
{
    /// <summary>The times of all parts are the time of the command; starting their processes comes on top.</summary>
    private const double Slack = 1.1;

    /// <summary>In a shorter command, starting processes outweighs the rest.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestOfShort = TimeSpan.FromSeconds(30);

    private readonly CampaignOptions _options = WithDeadline(options, plan.Time);
    private readonly List<Verdict> _verdicts = [];

    /// <summary>The unfinished runs with one vCPU.</summary>
    private readonly List<(PlannedRun Run, ScenarioCampaign Campaign)> _open = [];
    private readonly List<Requirement> _notTestable = [];

    /// <summary>The targets that ran scenarios or rounds.</summary>
    private readonly HashSet<TargetSpec> _worked = [];

    /// <summary>The devices that died, or that would use up the process of their scenarios too.</summary>
    private readonly HashSet<TargetSpec> _spent = [];

    /// <summary>The verdicts so far.</summary>
    public IReadOnlyList<Verdict> Verdicts => _verdicts;

    /// <summary>The requirements that cannot be exercised on this host.</summary>
    public IReadOnlyList<Requirement> NotTestable => _notTestable;

    /// <summary>Runs to the end, or until it is cancelled.</summary>
    /// <exception cref="TargetUnusableException">A target cannot be used; one line.</exception>
    public void Run()
    {
        foreach (var line in plan.LeftOut)
        {
            observer.Skipped(line);
        }

        // A device that leaves something behind would use up the process of its scenarios. Of one that dies, these say
        // what it dies of.
        _spent.UnionWith(Probe(probe => probe.RunLives())
            .Where(v => IsProved(v) && v.Outcome != Outcome.Died).Select(v => v.Target));
        Begin();
        _ = Probe(probe => probe.RunLarge());
        foreach (var device in plan.Devices.Where(IsUsable).ToList())
        {
            RunConcurrent(device);
        }

        _ = Probe(probe => probe.Run());
        foreach (var (run, campaign) in _open)
        {
            _ = IsOver(run, campaign, TimeSpan.MaxValue);
        }
    }

    /// <summary>The first part of every run with one vCPU.</summary>
    private void Begin()
    {
        var usable = plan.Runs.Where(r => r.Target.Kind == TargetKind.BareKernel || IsUsable(r.Target)).ToList();
        foreach (var run in usable)
        {
            if (IsLate(run.Name))
            {
                continue;
            }

            var campaign = run.ToCampaign(_options, observer.Progress);
            if (!IsOver(run, campaign, run.FirstPart))
            {
                _open.Add((run, campaign));
            }

            if (_options.Cancellation.IsCancellationRequested)
            {
                break;
            }
        }
    }

    /// <summary>
    /// Runs a part of a run; false when there is more to run. A target that worked before and now declines is not run
    /// further, and its findings are kept.
    /// </summary>
    private bool IsOver(PlannedRun run, ScenarioCampaign campaign, TimeSpan part)
    {
        try
        {
            if (campaign.Run(part) is not { } verdict)
            {
                return false;
            }

            Add(verdict, run);
            _worked.Add(run.Target);
        }
        catch (TargetUnusableException e) when (HasWorked(run.Target, campaign))
        {
            observer.Skipped($"{run.Name}: {e.Message}");
            if (campaign.HasJudged)
            {
                Add(campaign.Finish(), run);
                _worked.Add(run.Target);
            }
        }

        return true;
    }

    private bool HasWorked(TargetSpec target, ScenarioCampaign campaign) => campaign.HasJudged
        || _open.Exists(o => o.Run.Target == target)
        || _worked.Contains(target);

    private static CampaignOptions WithDeadline(CampaignOptions options, TimeSpan? time) => time is { } all
        ? options with
        {
            Runner = options.Runner with { Deadline = Deadline.In(all < Short ? LongestOfShort : all * Slack) },
        }
        : options;

    /// <summary>True, with a message, when no time is left for a run.</summary>
    private bool IsLate(string name)
    {
        if (_options.Runner.Deadline.IsOver)
        {
            observer.Skipped($"{name}: no time is left");
        }

        return _options.Runner.Deadline.IsOver;
    }

    private bool IsUsable(TargetSpec device) => !_spent.Contains(device);

    private static bool IsProved(Verdict verdict) =>
        verdict.Violation is not null && verdict.Outcome != Outcome.Undecided
        && UnconfirmedFindings<Counterexample>.IsSettled(verdict.Violation);

    private void RunConcurrent(TargetSpec device)
    {
        if (_options.Cancellation.IsCancellationRequested)
        {
            return;
        }

        var name = $"{device.DisplayName}, concurrent";
        if (_verdicts.Exists(v => v.Target == device && IsProved(v)))
        {
            observer.Skipped($"{name}: another run already violates");
            return;
        }

        if (IsLate(name))
        {
            return;
        }

        try
        {
            Add(new RoundCampaign(device, _options with
            {
                Time = plan.ConcurrentTime,
                Progress = requests =>
                    observer.Progress($"{device.DisplayName}, concurrent: {requests:N0} requests"),
            }).Run(), run: null);
            _worked.Add(device);
        }
        catch (TargetUnusableException e)
        {
            observer.Skipped($"{name}: {e.Message}");
        }
    }

    private List<Verdict> Probe(Func<BoundsProbe, IReadOnlyList<Verdict>> run)
    {
        List<Verdict> verdicts = [];
        foreach (var device in plan.Probed.Where(d => IsUsable(d) && !IsLate($"{d.DisplayName}, bounds")).ToList())
        {
            observer.Progress($"{device.DisplayName}: bounds");
            var probe = new BoundsProbe(device, _options);
            foreach (var verdict in run(probe))
            {
                Add(verdict, run: null, isFirst: _open.Count == 0 && _worked.Count == 0);
                verdicts.Add(verdict);
            }

            foreach (var line in probe.Skipped)
            {
                observer.Skipped(line);
            }

            _notTestable.AddRange(probe.NotTestable);
        }

        return verdicts;
    }

    /// <param name="verdict">The verdict of a run.</param>
    /// <param name="run">The run, if it had one vCPU.</param>
    /// <param name="isFirst">True for one before scenarios: these are run in any case.</param>
    private void Add(Verdict verdict, PlannedRun? run, bool isFirst = false)
    {
        _verdicts.Add(verdict);
        if (verdict.Outcome == Outcome.Died && IsProved(verdict) && !isFirst)
        {
            _spent.Add(verdict.Target);
        }

        observer.Over(verdict, run);
    }
}
