// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
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
public sealed partial class PlanRun(Plan plan, CampaignOptions options, IPlanObserver observer)
{
    /// <summary>The times of all parts are the time of the command; starting their processes comes on top.</summary>
    private const double Slack = 1.1;

    /// <summary>In a shorter command, starting processes outweighs the rest.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestOfShort = TimeSpan.FromSeconds(30);

    /// <summary>With something known, scenarios end so early that the last proofs come in time.</summary>
    private const double End = 0.92;

    private readonly CampaignOptions _options = WithDeadline(options, plan.Time);
    private readonly List<Verdict> _verdicts = [];

    /// <summary>The verdicts that are not told yet.</summary>
    private readonly List<(int Index, PlannedRun? Run)> _withLeads = [];

    /// <summary>The unfinished runs with one vCPU.</summary>
    private readonly List<(PlannedRun Run, ScenarioCampaign Campaign)> _open = [];
    private readonly List<Requirement> _notTestable = [];

    /// <summary>The targets that ran scenarios or rounds.</summary>
    private readonly HashSet<TargetSpec> _worked = [];

    /// <summary>What is known of each device, in a command that goes on after a violation.</summary>
    private readonly Dictionary<TargetSpec, KnownDefects> _known = [];

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>The devices that died, or that would use up the process of their scenarios too.</summary>
    private readonly HashSet<TargetSpec> _spent = [];

    /// <summary>The verdicts so far.</summary>
    public IReadOnlyList<Verdict> Verdicts => _verdicts;

    /// <summary>The requirements that cannot be exercised on this host.</summary>
    public IReadOnlyList<Requirement> NotTestable => _notTestable;

    /// <summary>What guests kept off because of which requirement: its cause, and how many steps.</summary>
    public IEnumerable<(Requirement Requirement, string Cause, long Steps)> KeptOff => _known.Values
        .SelectMany(k => k.All).Where(d => d.KeptOff > 0)
        .Select(d => (d.Requirement, d.Counterexample.Cause, d.KeptOff));

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
        foreach (var leaky in Probe(probe => probe.RunLives()).Where(v => IsProved(v) && v.Outcome != Outcome.Died))
        {
            if (_options.GoesOn)
            {
                KnownOf(leaky.Target).UsesUpProcesses = true;
            }
            else
            {
                _spent.Add(leaky.Target);
            }
        }

        Begin();
        _ = Probe(probe => probe.RunLarge());
        foreach (var device in plan.Devices.Where(IsUsable).ToList())
        {
            RunConcurrent(device);
        }

        _ = Probe(probe => probe.Run());
        RunOn();
        SettleLeads();
    }

    private KnownDefects KnownOf(TargetSpec target)
    {
        if (!_known.TryGetValue(target, out var known))
        {
            _known.Add(target, known = new KnownDefects());
        }

        return known;
    }

    private CampaignOptions OptionsFor(TargetSpec target) =>
        _options.GoesOn ? _options with { Known = KnownOf(target), LongestFurther = LongestProof } : _options;

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

            var campaign = run.ToCampaign(OptionsFor(run.Target), observer.Progress);
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
        if (_options.Cancellation.IsCancellationRequested || plan.ConcurrentTime == TimeSpan.Zero)
        {
            return;
        }

        var name = $"{device.DisplayName}, concurrent";
        if (!_options.GoesOn && _verdicts.Exists(v => v.Target == device && IsProved(v)))
        {
            observer.Skipped($"{name}: another run already violates");
            return;
        }

        if (IsLate(name) || IsInTheWay(device, name))
        {
            return;
        }

        try
        {
            Add(new RoundCampaign(device, OptionsFor(device) with
            {
                Time = plan.ConcurrentTime,

                // Rounds that are slow, or hard to reproduce, leave the bounds their time.
                Runner = _options.Runner with { Deadline = _options.Runner.Deadline.Leaving(plan.TimeOfBounds) },
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

    /// <summary>True, with a message, when every request shows a known defect.</summary>
    private bool IsInTheWay(TargetSpec device, string name)
    {
        var defect = KnownOf(device).InTheWay;
        if (defect is not null)
        {
            observer.Skipped($"{name}: because of {defect.Requirement} ({defect.Counterexample.Cause})");
        }

        return defect is not null;
    }

    private List<Verdict> Probe(Func<BoundsProbe, IReadOnlyList<Verdict>> run)
    {
        List<Verdict> verdicts = [];
        if (!_options.Shard.IsFirst)
        {
            return verdicts;
        }

        foreach (var device in plan.Probed.Where(d => IsUsable(d) && !IsLate($"{d.DisplayName}, bounds")
            && !IsInTheWay(d, $"{d.DisplayName}, bounds")).ToList())
        {
            observer.Progress($"{device.DisplayName}: bounds");
            var probe = new BoundsProbe(device, OptionsFor(device));
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
        if (IsProved(verdict) || verdict.Leads.Any(l => l.IsReproduced))
        {
            KnownOf(verdict.Target).NoteProved();
        }

        if (verdict.Outcome == Outcome.Died && IsProved(verdict) && !isFirst && !_options.GoesOn)
        {
            _spent.Add(verdict.Target);
        }

        if (verdict.Leads.IsEmpty)
        {
            observer.Over(verdict, run);
        }
        else
        {
            _withLeads.Add((_verdicts.Count - 1, run));
        }
    }
}
