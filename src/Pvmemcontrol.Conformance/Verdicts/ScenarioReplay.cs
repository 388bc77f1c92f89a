// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Traces;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Conformance.Verdicts;

/// <summary>Judges a trace of a scenario: what it has recorded, or what a target does with its steps.</summary>
internal sealed class ScenarioReplay(ScenarioTrace trace, CampaignOptions options)
{
    private readonly Coverage _coverage = new();

    /// <summary>Judges the recorded observations again.</summary>
    internal Verdict Recorded()
    {
        var findings = ScenarioTraceJudge.Judge(trace with { Profile = options.Profile }, _coverage);
        var evidence = findings.Select(Evidence).ToList();
        return Verdict(trace.Target, evidence, difference: null);
    }

    /// <summary>Runs the steps on a target and judges what it shows.</summary>
    /// <exception cref="TargetUnusableException">The target cannot be used; one line.</exception>
    internal Verdict Against(TargetSpec target)
    {
        trace.RequireKindOf(target);
        var runner = Trace.AsRecorded(options, trace.Recording.Host).Runner;
        var evidence = new Prosecutor(target, options with { Runner = runner })
            .Show(trace.Scenario, trace.Index, _coverage);
        var violation = evidence.Find(e => e.Finding.Requirement.MakesViolation);
        var difference = violation is null || trace.IsBareKernel
            ? null
            : BareReplay.FindDifference(trace.Scenario, runner);
        return Verdict(target, evidence, difference);
    }

    private Evidence Evidence(Finding finding)
    {
        // What the run found out about the cause by leaving steps out cannot be seen in the trace itself.
        var recording = trace.Recording;
        return new Evidence(trace.IsAttributed(finding) ? trace.Finding : finding, trace.Scenario,
            recording.Observations, trace.Index, trace.Scenario.Steps.Length, recording.Death, trace.IsReproduced)
        {
            Recording = recording,
            Remark = trace.RemarkOn(finding),
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
        violation is null ? options.OutcomeOf(deviations)
        : difference is not null || trace.IsBareKernel ? Outcome.HostModelDiffers
        : violation.Outcome;
}
