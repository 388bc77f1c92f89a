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
        var open = Begin();
        foreach (var device in plan.Devices.Where(IsUsable).ToList())
        {
            RunVcpus(device);
        }

        Probe(probe => probe.Run());
        foreach (var (run, campaign) in open)
        {
            try
            {
                Add(campaign.Run(), run);
            }
            catch (TargetUnusableException e)
            {
                GiveUp(run, campaign, e);
            }
        }
    }

    /// <summary>
    /// A target that worked, and declines now or on other guest RAM: what was found before is not lost for that.
    /// </summary>
    private void GiveUp(PlannedRun run, Campaign campaign, TargetUnusableException reason)
    {
        observer.Skipped($"{run.Name}: {reason.Message}");
        if (campaign.HasJudged)
        {
            Add(campaign.Finish(), run);
        }
    }

    /// <summary>The first part of every run with one vCPU; those that are not over yet.</summary>
    private List<(PlannedRun Run, Campaign Campaign)> Begin()
    {
        List<(PlannedRun Run, Campaign Campaign)> open = [];
        var usable = plan.Runs.Where(r => r.Target.Kind == TargetKind.BareKernel || IsUsable(r.Target)).ToList();
        foreach (var run in usable)
        {
            var campaign = run.ToCampaign(options, observer.Progress);
            try
            {
                if (campaign.Run(run.FirstPart) is { } verdict)
                {
                    Add(verdict, run);
                }
                else
                {
                    open.Add((run, campaign));
                }
            }
            catch (TargetUnusableException e) when (campaign.HasJudged
                || open.Exists(o => o.Run.Target == run.Target)
                || _verdicts.Exists(v => v.Target == run.Target && v.Storm is null))
            {
                GiveUp(run, campaign, e);
            }

            if (options.Cancellation.IsCancellationRequested)
            {
                break;
            }
        }

        return open;
    }

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
