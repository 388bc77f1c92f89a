// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.MutationTests;

/// <summary>A counterexample is short, has nothing that is not needed, and is the same again from its seed.</summary>
public sealed class CounterexampleTests
{
    private const int MostSteps = 8;

    [CTheory]
    [InlineData("dev_003_over_aligned.c")]
    [InlineData("dev_020_late_reply.c")]
    [InlineData("dev_028_length_rounded_up.c")]
    [InlineData("dev_045_protects_page_more.c")]
    [InlineData("dev_048_aborts.c")]
    [InlineData("vmm_003_restore_swaps_channels.c")]
    public void It_has_no_step_that_can_be_left_out_and_comes_again_from_the_seed(string file)
    {
        var target = TargetSpec.Library(CCompiler.Compile("tests", "Properties", "Broken", "c", file));
        var (first, second) = (CampaignOn(target).Run(), RunInParts(target));
        Assert.Equal((first.Outcome, first.Violation!.Finding), (second.Outcome, second.Violation!.Finding));
        Assert.Equal(first.Violation.Steps, second.Violation.Steps);

        var minimal = Assert.IsType<ScenarioCounterexample>(first.Violation).Scenario;
        Assert.InRange(minimal.StepsAfterHandshake, 0, MostSteps);
        using var trial = new ScenarioTrial(target, Profile.Abi, RunnerSettings.Default);
        for (var i = 0; i < minimal.Steps.Length; i++)
        {
            trial.StartAfresh();
            var fewer = trial.RunIfUsable(minimal with { Steps = minimal.Steps.RemoveAt(i) });
            Assert.DoesNotContain(first.Violation.Finding.Requirement, fewer.Findings.Select(f => f.Requirement));
        }
    }

    private static Verdict RunInParts(TargetSpec target)
    {
        var campaign = CampaignOn(target);
        return campaign.Run(TimeSpan.Zero) ?? campaign.Run();
    }

    private static ScenarioCampaign CampaignOn(TargetSpec target) => new(target, new CampaignOptions
    {
        Seed = 5,
        Profile = Profile.Abi,
        Requests = 40_000,
    });
}
