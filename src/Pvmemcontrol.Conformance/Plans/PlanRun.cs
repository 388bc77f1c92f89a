// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Plans;

/// <summary>
/// Carries out a plan. First whether devices leave something behind; then a part of every run with one vCPU; then
/// several vCPUs, and what a guest can use up, so that these need not wait for the end; then the rest.
/// </summary>
/// <param name="plan">What to do.</param>
/// <param name="options">Of every run.</param>
/// <param name="observer">Is told.</param>
public sealed class PlanRun(Plan plan, CampaignOptions options, IPlanObserver observer)
{
    private readonly List<Verdict> _verdicts = [];

    /// <summary>The runs with one vCPU that are not over yet.</summary>
    private readonly List<(PlannedRun Run, Campaign Campaign)> _open = [];
    private readonly List<Requirement> _notTestable = [];

    /// <summary>The verdicts so far.</summary>
    public IReadOnlyList<Verdict> Verdicts => _verdicts;

    /// <summary>The requirements that this host does not let anybody show.</summary>
    public IReadOnlyList<Requirement> NotTestable => _notTestable;

    /// <summary>Runs to the end, or until it is cancelled.</summary>
    /// <exception cref="TargetUnusableException">A target cannot be used; one line.</exception>
    public void Run()
    {
        foreach (var line in plan.LeftOut)
        {
            observer.Skipped(line);
        }

        Probe(probe => probe.RunLives());
        Begin();
        foreach (var device in plan.Devices.Where(IsUsable).ToList())
        {
            RunVcpus(device);
        }

        Probe(probe => probe.Run());
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
            var campaign = run.ToCampaign(options, observer.Progress);
            if (!IsOver(run, campaign, run.FirstPart))
            {
                _open.Add((run, campaign));
            }

            if (options.Cancellation.IsCancellationRequested)
            {
                break;
            }
        }
    }

    /// <summary>
    /// Runs for so long; false when there is more to run. A target that worked, and declines now or on other guest RAM,
    /// is not run on, and what was found before is not lost for that.
    /// </summary>
    private bool IsOver(PlannedRun run, Campaign campaign, TimeSpan part)
    {
        try
        {
            if (campaign.Run(part) is not { } verdict)
            {
                return false;
            }

            Add(verdict, run);
        }
        catch (TargetUnusableException e) when (HasWorked(run.Target, campaign))
        {
            observer.Skipped($"{run.Name}: {e.Message}");
            if (campaign.HasJudged)
            {
                Add(campaign.Finish(), run);
            }
        }

        return true;
    }

    private bool HasWorked(TargetSpec target, Campaign campaign) => campaign.HasJudged
        || _open.Exists(o => o.Run.Target == target)
        || _verdicts.Exists(v => v.Target == target && v.Storm is null);

    /// <summary>A device that leaves something behind uses up the process of its scenarios as well.</summary>
    private bool IsUsable(TargetSpec device) => _verdicts.All(v => v.Target != device
        || v.Outcome is not Outcome.Died && (v.Storm is null || v.Violation is null || !IsProved(v)));

    private static bool IsProved(Verdict verdict) =>
        verdict.Violation is not null && verdict.Outcome != Outcome.Undecided;

    private void RunVcpus(TargetSpec device)
    {
        if (options.Cancellation.IsCancellationRequested)
        {
            return;
        }

        var name = $"{device.DisplayName}: several vCPUs at once";
        if (_verdicts.Exists(v => v.Target == device && IsProved(v)))
        {
            observer.Skipped($"{name}: one vCPU is enough for a violation");
            return;
        }

        try
        {
            Add(new RoundCampaign(device, options with
            {
                Time = plan.VcpuTime,
                Progress = requests =>
                    observer.Progress($"{device.DisplayName}, several vCPUs: {requests:N0} requests"),
            }).Run(), run: null);
        }
        catch (TargetUnusableException e)
        {
            observer.Skipped($"{name}: {e.Message}");
        }
    }

    private void Probe(Func<BoundsProbe, IReadOnlyList<Verdict>> storms)
    {
        foreach (var device in plan.Probed.Where(IsUsable).ToList())
        {
            observer.Progress($"{device.DisplayName}: bounds");
            var probe = new BoundsProbe(device, options);
            foreach (var verdict in storms(probe))
            {
                Add(verdict, run: null);
            }

            foreach (var line in probe.Skipped)
            {
                observer.Skipped(line);
            }

            _notTestable.AddRange(probe.NotTestable);
        }
    }

    private void Add(Verdict verdict, PlannedRun? run)
    {
        _verdicts.Add(verdict);
        observer.Over(verdict, run);
    }
}
