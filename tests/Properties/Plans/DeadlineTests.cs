// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Bounds;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Plans;

/// <summary>The time of a command holds for a device that would take minutes for its first scenarios.</summary>
public sealed class DeadlineTests
{
    private static CampaignOptions Options => OptionsFor(TimeSpan.FromSeconds(2));

    private static TargetSpec Slow =>
        TargetSpec.Library(CCompiler.Compile("tests", "Properties", "Plans", "c", "slow.c"));

    [CFact]
    public void Its_scenarios_end_without_a_verdict_on_it() => AssertNothing(new ScenarioCampaign(Slow, Options).Run());

    [CFact]
    public void Its_rounds_do_too() => AssertNothing(new RoundCampaign(Slow, Options).Run());

    [CFact]
    public void Its_bounds_are_skipped_with_the_reason()
    {
        var probe = new BoundsProbe(Slow, Options);
        Assert.Empty(probe.RunLives());
        Assert.Contains("the time is over", Assert.Single(probe.Skipped), StringComparison.Ordinal);
    }

    [LongCFact]
    [Trait("Requirement", "PVMC-DEV-048")]
    public void What_stands_still_when_the_time_is_over_is_a_suspected_hang()
    {
        var hangs = TargetSpec.Library(CCompiler.Compile("tests", "Properties", "Plans", "c", "hangs_at_once.c"));
        var limit = TimeSpan.FromSeconds(8);
        var options = OptionsFor(limit);
        var verdict = new ScenarioCampaign(hangs, options with
        {
            Runner = options.Runner with { StepLimit = limit },
        }).Run();
        Assert.Equal(Outcome.Undecided, verdict.Outcome);
        Assert.True(verdict.Violation!.Death!.IsHang);
    }

    private static CampaignOptions OptionsFor(TimeSpan time) => new()
    {
        Seed = 1,
        Profile = Profile.Abi,
        Runner = RunnerSettings.Default with { Deadline = Deadline.In(time) },
    };

    private static void AssertNothing(Verdict verdict)
    {
        Assert.Equal(Outcome.NothingExercised, verdict.Outcome);
        Assert.Null(verdict.Violation);
    }
}
