// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Traces;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Conformance.Verdicts;

/// <summary>Judges a trace: what it has recorded, or what a target does with its steps.</summary>
public sealed class Replay(Trace trace, CampaignOptions options)
{
    private readonly Coverage _coverage = new();

    /// <summary>Judges the recorded observations again.</summary>
    public Verdict Recorded()
    {
        var findings = TraceJudge.Judge(trace with { Profile = options.Profile }, _coverage);
        var evidence = findings.Select(Evidence).ToList();
        return Verdict(trace.Target, evidence, difference: null);
    }

    /// <summary>Runs the steps on a target and judges what it shows.</summary>
    /// <exception cref="TargetUnusableException">The target cannot be used; one line.</exception>
    public Verdict Against(TargetSpec target)
    {
        if (target.Kind == TargetKind.BareKernel != trace.IsBareKernel)
        {
            throw new TargetUnusableException(trace.IsBareKernel
                ? $"{target}: the trace has host calls without a device; it can be replayed against 'bare' only"
                : $"{target}: the trace is of a device");
        }

        // Under a limit of locked memory the same calls do something else.
        var settings = trace.Recording.Host.LockLimit < options.Runner.Host.LockLimit
            ? options.Runner.WithLockLimit(trace.Recording.Host.LockLimit)
            : options.Runner;
        var evidence = new Prosecutor(target, options with { Runner = settings })
            .Show(trace.Scenario, trace.Index, _coverage);
        var violation = evidence.Find(e => e.Finding.Requirement.MakesViolation);
        var difference = violation is null || trace.IsBareKernel
            ? null
            : BareReplay.FindDifference(trace.Scenario, settings);
        return Verdict(target, evidence, difference);
    }

    private Evidence Evidence(Finding finding)
    {
        // What the run found out about the cause by leaving steps out cannot be seen in the trace itself.
        var isAttributed = finding.Requirement == trace.AttributedFrom
            && trace.AttributedFrom != trace.Finding.Requirement;
        var recording = trace.Recording;
        return new Evidence(isAttributed ? trace.Finding : finding, trace.Scenario, recording.Observations, trace.Index,
            trace.Scenario.Steps.Length, recording.Death, trace.IsReproduced)
        {
            Recording = recording,
            Remark = (isAttributed, trace.IsReproduced) switch
            {
                (true, _) => $"recorded; by itself this is {finding.Requirement.Id}: {finding.Observed}",
                (false, true) => "recorded; shown again in a fresh process then",
                (false, false) => "recorded; not shown again in a fresh process then: suspected only",
            },
        };
    }

    private Verdict Verdict(TargetSpec target, List<Evidence> evidence, Evidence? difference)
    {
        var violation = evidence.Find(e => e.Finding.Requirement.MakesViolation);
        evidence.RemoveAll(e => e.Finding.Requirement.MakesViolation);
        return new Verdict(target, options.Profile, trace.Backing, trace.RunSeed,
            Judge(violation, evidence, difference), 1, trace.Scenario.Requests, TimeSpan.Zero, _coverage,
            difference ?? violation, [.. evidence]);
    }

    private Outcome Judge(Evidence? violation, List<Evidence> deviations, Evidence? difference) =>
        violation is null
            ? options.IsStrict && deviations.Any(d => d.IsReproduced) ? Outcome.Violation : Outcome.Conforms
        : difference is not null || trace.IsBareKernel ? Outcome.HostModelDiffers
        : !violation.IsReproduced && violation.Death is not { IsHardEvidence: true } ? Outcome.Undecided
        : violation.Death is not null ? Outcome.Died
        : Outcome.Violation;
}
