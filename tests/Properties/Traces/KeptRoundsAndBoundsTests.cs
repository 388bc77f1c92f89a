// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Bounds;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Plans;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Properties.Support;
using Pvmemcontrol.Properties.Tool;
using Xunit;

namespace Pvmemcontrol.Properties.Traces;

/// <summary>Traces of rounds and bounds can be judged and run again.</summary>
[Collection(ManyVcpus.Collection)]
public sealed class KeptRoundsAndBoundsTests
{
    private static readonly CampaignOptions Options = new()
    {
        Seed = 1,
        Profile = Profile.Abi,
        Time = TimeSpan.FromSeconds(1),
    };

    [LongCFact]
    public void A_round_is_reproduced_from_its_trace()
    {
        var library = Broken("dev_020_busy_is_ignored_vcpus.c");
        var (trace, file, kept) = Keep(FindRound(TargetSpec.Library(library)));
        Assert.EndsWith("vcpus-dev-020-concurrent.pvmtrace.jsonl", file, StringComparison.Ordinal);
        var recorded = trace.JudgeAgain(Options);
        Assert.Equal(CounterexampleText.Lines(kept), CounterexampleText.Lines(recorded.Violation!));
        Assert.Equal(Outcome.Violation, recorded.Outcome);

        var tool = ToolRun.Of("replay", file);
        Assert.True(tool.ExitCode == 2, tool.Output + tool.Errors);
        Assert.Contains(kept.Finding.Observed, tool.Output, StringComparison.Ordinal);

        var again = trace.RunOn(TargetSpec.Library(library), Options);
        Assert.Equal(kept.Finding.Requirement, again.Violation?.Finding.Requirement);

        // In this short time it does not show in half of the processes.
        Assert.True(again.Outcome is Outcome.Violation or Outcome.Undecided, $"{again.Outcome}");

        var correct = trace.RunOn(TargetSpec.Library(CCompiler.Compile("examples", "c", Example)), Options);
        Assert.Equal(Outcome.Conforms, correct.Outcome);
        Assert.True(correct.Scenarios > 0);
        AssertNeedsDevice(trace);
    }

    [CFact]
    public void A_bound_is_reproduced_from_its_trace()
    {
        var library = Broken("vmm_023_leaves_a_descriptor.c");
        var verdict = new BoundsProbe(TargetSpec.Library(library), Options).RunLives().Single();
        var (trace, file, kept) = Keep(verdict);
        Assert.EndsWith("descriptor-vmm-023-bounds-lives.pvmtrace.jsonl", file, StringComparison.Ordinal);
        var recorded = trace.JudgeAgain(Options);
        Assert.Equal((kept.Finding, verdict.Remark), (recorded.Violation!.Finding, recorded.Remark));
        Assert.Equal(
            CounterexampleText.Lines(kept).Except(kept.Provenance.Select(p => $"  {p}")),
            CounterexampleText.Lines(recorded.Violation).Except(recorded.Violation.Provenance.Select(p => $"  {p}")));

        var tool = ToolRun.Of("replay", file, "--against", library);
        Assert.True(tool.ExitCode == 2, tool.Output + tool.Errors);
        Assert.Contains("VIOLATION PVMC-VMM-023", tool.Output, StringComparison.Ordinal);

        var correct = trace.RunOn(TargetSpec.Library(CCompiler.Compile("examples", "c", Example)), Options);
        Assert.Equal((Outcome.Conforms, null), (correct.Outcome, correct.Violation));
        AssertNeedsDevice(trace);
    }

    private const string Example = "pvmemcontrol_example.c";

    private static string Broken(string file) => CCompiler.Compile("tests", "Properties", "Broken", "c", file);

    private static void AssertNeedsDevice(Counterexample trace)
    {
        foreach (var target in new[] { TargetSpec.BareKernel, TargetSpec.Library("/nonexistent/x.so") })
        {
            var unusable = Assert.Throws<TargetUnusableException>(() => trace.RunOn(target, Options));
            Assert.Contains(target.ToString(), unusable.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Two vCPUs that write the same command, the second while the first is in flight.</summary>
    private static Verdict FindRound(TargetSpec target)
    {
        var round = new Round(1, 1, [RoundLayout.SlowRequest(RoundLayout.SlowPages) with { Arg = 0x17 }],
            [[VcpuStep.Send(0)], [VcpuStep.Pause(20_000), VcpuStep.Send(0)]]);
        using var trial = new RoundTrial(target, RunnerSettings.Default);
        var hit = trial.Run(round, finding => finding, new RoundTrial.Effort(1000, TimeSpan.FromSeconds(20))).First!;
        var origin = new Origin(target, Profile.Abi, Layouts.StandardName, Seed: 1, Index: 3);
        var found = hit.ToCounterexample(origin, originalSteps: 7, new Rate(5, 6, 8, 96, IsReproduced: true));
        return new Verdict(RoundCampaign.KindOf(seed: 1), target, Profile.Abi, Layouts.StandardName, 1,
            Outcome.Violation, 4, 9, TimeSpan.Zero, new Coverage(), found, []);
    }

    private static (Counterexample Trace, string File, Counterexample Kept) Keep(Verdict verdict)
    {
        var files = new TraceFiles(TemporaryDirectory.Make(), HasDeviations: false);
        var kept = files.Keep(verdict, complaint => Assert.Fail(complaint)).Violation!;
        return (TraceReader.Read(kept.TraceFile!), kept.TraceFile!, kept);
    }
}
