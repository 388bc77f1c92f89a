// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Evidence;

/// <summary>A machine that stalls once must not make a device look as if it hung.</summary>
public sealed class StallTests
{
    [LongCFact]
    [Trait("Requirement", "PVMC-DEV-048")]
    public void A_slow_device_that_exceeds_the_limit_once_is_only_suspected_to_hang()
    {
        var verdict = Run("stalls_once.c", requests: 40);
        Assert.Equal(Outcome.Undecided, verdict.Outcome);
        Assert.Equal("PVMC-DEV-048", verdict.Violation!.Finding.Requirement.Id.ToString());
        Assert.False(verdict.Violation.IsReproduced);
    }

    [CFact]
    public void What_is_only_suspected_does_not_keep_a_run_from_finding_more()
    {
        var verdict = Run("stalls_once_and_discards_more.c", requests: 10_000);
        Assert.Equal(Outcome.Violation, verdict.Outcome);
        Assert.Equal("PVMC-DEV-021", verdict.Violation!.Finding.Requirement.Id.ToString());
    }

    private static Verdict Run(string file, long requests)
    {
        var library = CCompiler.Compile("tests", "Properties", "Evidence", "c", file);
        File.Delete(library + ".stalled");
        return new ScenarioCampaign(TargetSpec.Library(library), new CampaignOptions
        {
            Seed = 1,
            Profile = Profile.Abi,
            Requests = requests,
            Runner = RunnerSettings.Default with { StepLimit = TimeSpan.FromSeconds(1.5) },
        }).Run();
    }
}
