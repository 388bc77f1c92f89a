// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Rounds;

/// <summary>
/// Devices that are correct in different ways have nothing to fear from several vCPUs, however busy the machine is.
/// </summary>
public sealed class CorrectDevicesTests
{
    private static readonly long Requests = 12_000 * Effort.Factor;

    [Fact]
    public void This_projects_device_is_as_if_in_some_order() => AssertConforms(TargetSpec.Impl);

    [CTheory]
    [InlineData("examples/c/pvmemcontrol_example.c")]
    [InlineData("tests/Properties/Rounds/c/one_big_lock.c")]
    [InlineData("tests/Properties/Rounds/c/lock_per_channel.c")]
    [InlineData("tests/Properties/Rounds/c/lock_free.c")]
    public void A_correct_C_device_is_as_if_in_some_order(string file) =>
        AssertConforms(TargetSpec.Library(CCompiler.Compile(file.Split('/'))));

    [CFact]
    public void A_device_that_asks_for_one_access_at_a_time_gets_that_and_is_told_so()
    {
        var verdict = AssertConforms(
            TargetSpec.Library(CCompiler.Compile("tests", "Properties", "Tool", "c", "serialised.c")));
        Assert.Contains("one register access at a time", verdict.Remark, StringComparison.Ordinal);
    }

    private static Verdict AssertConforms(TargetSpec target)
    {
        var verdict = new RoundCampaign(
            target, new CampaignOptions { Seed = 1, Profile = Profile.Abi, Requests = Requests }).Run();
        Assert.True(verdict.Outcome == Outcome.Conforms, verdict.Violation is { } violation
            ? string.Join('\n', EvidenceText.Lines(violation))
            : $"{verdict.Outcome}");
        return verdict;
    }
}
