// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Rounds;

/// <summary>Rounds do not blame devices that are correct in different ways, even on a busy machine.</summary>
[Collection(ManyVcpus.Collection)]
public sealed class CorrectDevicesTests
{
    private static readonly long Requests = 6_000 * Effort.Factor;

    [Fact]
    public void This_projects_device_is_linearizable() => AssertConforms(TargetSpec.Impl);

    [CTheory]
    [InlineData("examples/c/pvmemcontrol_example.c")]
    [InlineData("tests/Properties/Rounds/c/lock_free.c")]
    public void A_correct_C_device_is_linearizable(string file) => AssertCConforms(file);

    [LongCTheory]
    [InlineData("tests/Properties/Rounds/c/one_big_lock.c")]
    [InlineData("tests/Properties/Rounds/c/lock_per_channel.c")]
    public void So_is_one_with_fewer_or_more_locks(string file) => AssertCConforms(file);

    private static void AssertCConforms(string file) =>
        AssertConforms(TargetSpec.Library(CCompiler.Compile(file.Split('/'))));

    [CFact]
    public void A_device_that_needs_serialised_accesses_gets_them_and_a_remark()
    {
        var verdict = AssertConforms(
            TargetSpec.Library(CCompiler.Compile("tests", "Properties", "Tool", "c", "serialised.c")));
        Assert.Contains("register accesses serialised", verdict.Remark, StringComparison.Ordinal);
    }

    [CFact]
    [Trait("Requirement", "PVMC-DEV-049")]
    [Trait("Requirement", "PVMC-VMM-008")]
    public void Even_the_shortest_run_drops_channels_under_a_request()
    {
        var target = TargetSpec.Library(CCompiler.Compile("examples", "c", "pvmemcontrol_example.c"));
        var verdict = new RoundCampaign(
            target, new CampaignOptions { Seed = 1, Profile = Profile.Abi, Requests = 1 }).Run();
        Assert.Equal(Outcome.Conforms, verdict.Outcome);
        Assert.True(verdict.Coverage.Exercised(EffectRequirements.DropIsQuiescent) > 0);
        Assert.True(verdict.Coverage.Exercised(VmmRequirements.VmmEventsAreQuiescent) > 0);
    }

    private static Verdict AssertConforms(TargetSpec target)
    {
        var verdict = new RoundCampaign(
            target, new CampaignOptions { Seed = 1, Profile = Profile.Abi, Requests = Requests }).Run();
        Assert.True(verdict.Outcome == Outcome.Conforms, verdict.Violation is { } violation
            ? string.Join('\n', CounterexampleText.Lines(violation))
            : $"{verdict.Outcome}");
        return verdict;
    }
}
