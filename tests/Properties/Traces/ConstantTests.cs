// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Plans;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Traces;

/// <summary>
/// A number that a device's unused registers always read is its constant, however it is found: it hides nothing, and is
/// no disclosure.
/// </summary>
public sealed class ConstantTests
{
    private static readonly CampaignOptions Options = new() { Seed = 1, Profile = Profile.Abi, Requests = 4_000 };

    [CFact]
    public void A_trace_of_what_is_behind_a_constant_says_it_again()
    {
        var target = TargetSpec.Library(
            CCompiler.Compile("tests", "Properties", "Broken", "c", "dev_021_page_more_behind_a_constant.c"));
        var found = new ScenarioCampaign(target, Options).Run();
        Assert.Equal(Outcome.Violation, found.Outcome);

        using var file = new MemoryStream();
        found.Violation!.Write(file);
        file.Position = 0;
        var trace = TraceReader.Read(file, "a trace");
        foreach (var verdict in new[] { trace.JudgeAgain(Options), trace.RunOn(target, Options) })
        {
            Assert.Equal(found.Outcome, verdict.Outcome);
            Assert.Equal(found.Violation!.Finding, verdict.Violation!.Finding);
        }
    }

    [CFact]
    public void A_constant_is_no_disclosure_to_a_replay_that_has_not_heard_of_it()
    {
        var target = TargetSpec.Library(
            CCompiler.Compile("tests", "Properties", "Broken", "c", "dev_021_page_more_behind_a_constant.c"));
        var other = TargetSpec.Library(
            CCompiler.Compile("tests", "Properties", "Broken", "c", "dev_008_ready_needs_two_channels.c"));
        var found = new ScenarioCampaign(other, Options).Run();
        var verdict = found.Violation!.RunOn(target, Options);
        Assert.Equal(Outcome.Conforms, verdict.Outcome);
        Assert.Equal("PVMC-DEV-017", Assert.Single(verdict.Deviations).Finding.Requirement.Id.ToString());
    }
}
