// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Rounds;

/// <summary>A device that overwrites the records of a round does not forge observations.</summary>
public sealed class OverwrittenSheetTests
{
    [CFact]
    [Trait("Requirement", "PVMC-DEV-048")]
    public void A_device_that_overwrites_the_records_of_a_round_is_blamed_for_that()
    {
        var target = TargetSpec.Library(
            CCompiler.Compile("tests", "Properties", "Rounds", "c", "scribbles_over_records.c"));
        var verdict = new RoundCampaign(target, new CampaignOptions
        {
            Seed = 1,
            Profile = Profile.Abi,

            // One observation is proof: the time after it would go into smaller rounds, which are not of interest here.
            Time = TimeSpan.FromSeconds(8),
        }).Run();
        Assert.Equal(Outcome.Died, verdict.Outcome);
        Assert.Contains(
            "overwrote memory of its VMM", verdict.Violation!.Finding.Observed, StringComparison.Ordinal);
    }
}
