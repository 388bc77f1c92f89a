// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Traces;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Properties.Support;
using Pvmemcontrol.Properties.Tool;
using Xunit;

namespace Pvmemcontrol.Properties.Traces;

/// <summary>What several vCPUs show, and what a guest can use up, is a file that shows the same again.</summary>
public sealed class KeptRoundsAndBoundsTests
{
    private static readonly CampaignOptions Options = new()
    {
        Seed = 1,
        Profile = Profile.Abi,
        Time = TimeSpan.FromSeconds(1),
    };

    [CFact]
    public void A_round_shows_again_what_it_showed()
    {
        var library = Broken("dev_020_busy_is_ignored_vcpus.c");
        var (trace, file, evidence) = Keep(FindRound(TargetSpec.Library(library)));
        Assert.EndsWith("vcpus-dev-020-several-vcpus.pvmtrace.jsonl", file, StringComparison.Ordinal);
        var recorded = trace.Recorded(Options);
        Assert.Equal(EvidenceText.Lines(evidence), EvidenceText.Lines(recorded.Violation!));
        Assert.Equal(Outcome.Violation, recorded.Outcome);

        var tool = ToolRun.Of("replay", file);
        Assert.True(tool.ExitCode == 2, tool.Output + tool.Errors);
        Assert.Contains(evidence.Finding.Observed, tool.Output, StringComparison.Ordinal);

        var again = trace.Against(TargetSpec.Library(library), Options);
        Assert.Equal(evidence.Finding.Requirement, again.Violation?.Finding.Requirement);

        // In so short a time it does not show in half of all the processes.
        Assert.True(again.Outcome is Outcome.Violation or Outcome.Undecided, $"{again.Outcome}");

        var correct = trace.Against(TargetSpec.Library(CCompiler.Compile("examples", "c", Example)), Options);
        Assert.Equal(Outcome.Conforms, correct.Outcome);
        Assert.True(correct.Scenarios > 0);
        AssertNeedsDevice(trace);
    }

    [CFact]
    public void A_bound_shows_again_what_it_showed()
    {
        var library = Broken("vmm_023_leaves_a_descriptor.c");
        var verdict = new BoundsProbe(TargetSpec.Library(library), Options).RunLives().Single();
        var (trace, file, evidence) = Keep(verdict);
        Assert.EndsWith("descriptor-vmm-023-bounds-lives.pvmtrace.jsonl", file, StringComparison.Ordinal);
        var recorded = trace.Recorded(Options);
        Assert.Equal((evidence.Finding, verdict.Remark), (recorded.Violation!.Finding, recorded.Remark));
        Assert.Equal(EvidenceText.Lines(evidence).SkipLast(1), EvidenceText.Lines(recorded.Violation).SkipLast(1));

        var tool = ToolRun.Of("replay", file, "--against", library);
        Assert.True(tool.ExitCode == 2, tool.Output + tool.Errors);
        Assert.Contains("VIOLATION PVMC-VMM-023", tool.Output, StringComparison.Ordinal);

        var correct = trace.Against(TargetSpec.Library(CCompiler.Compile("examples", "c", Example)), Options);
        Assert.Equal((Outcome.Conforms, null), (correct.Outcome, correct.Violation));
        AssertNeedsDevice(trace);
    }

    private const string Example = "pvmemcontrol_example.c";

    private static string Broken(string file) => CCompiler.Compile("tests", "Properties", "Broken", "c", file);

    private static void AssertNeedsDevice(Trace trace)
    {
        foreach (var target in new[] { TargetSpec.BareKernel, TargetSpec.Library("/nonexistent/x.so") })
        {
            var unusable = Assert.Throws<TargetUnusableException>(() => trace.Against(target, Options));
            Assert.Contains(target.ToString(), unusable.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Two vCPUs that write the same command, the second while the first is in flight.</summary>
    private static Verdict FindRound(TargetSpec target)
    {
        var round = new Round(1, 1, [RoundLayout.SlowRequest(RoundLayout.SlowPages) with { Arg = 0x17 }],
            [[VcpuStep.Send(0)], [VcpuStep.Pause(20_000), VcpuStep.Send(0)]]);
        using var trial = new RoundTrial(target, RunnerSettings.Default);
        var hit = trial.Run(round, null, new RoundTrial.Effort(1000, TimeSpan.FromSeconds(20))).First!;
        var evidence = hit.ToEvidence(3, 7, new Rate(5, 6, 8, 96, 3), isReproduced: true);
        return new Verdict(target, Profile.Abi, Layouts.StandardName, 1, Outcome.Violation, 4, 9, TimeSpan.Zero,
            new Coverage(), evidence, [])
        {
            IsConcurrent = true,
        };
    }

    private static (Trace Trace, string File, Evidence Evidence) Keep(Verdict verdict)
    {
        var files = new TraceFiles(TemporaryDirectory.Make(), HasDeviations: false);
        var kept = files.Keep(verdict, complaint => Assert.Fail(complaint)).Violation!;
        return (TraceReader.Read(kept.TraceFile!), kept.TraceFile!, kept);
    }
}
