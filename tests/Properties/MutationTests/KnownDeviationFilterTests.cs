// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.MutationTests;

/// <summary>A deviation that shows in nearly every scenario does not keep the rest from being judged.</summary>
public sealed class KnownDeviationFilterTests
{
    [CTheory]
    [InlineData("dev_018_latched_by_high_half.c", "PVMC-DEV-018")]
    [InlineData("dev_019_unknown_breaks.c", "PVMC-DEV-019")]
    public void A_device_with_a_deviation_is_judged_to_the_end(string file, string deviation)
    {
        var verdict = new ScenarioCampaign(
            TargetSpec.Library(CCompiler.Compile("tests", "Properties", "Broken", "c", file)), new CampaignOptions
            {
                Seed = 1,
                Profile = Profile.Abi,
                Requests = 3_000,
            }).Run();
        Assert.Equal(Outcome.Conforms, verdict.Outcome);
        Assert.InRange(verdict.Requests, 3_000, long.MaxValue);
        Assert.Contains(deviation, verdict.Deviations.Select(d => d.Finding.Requirement.Id.ToString()));
    }
}
