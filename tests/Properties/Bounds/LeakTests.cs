// SPDX-License-Identifier: Apache-2.0

using System.Text;
using System.Text.RegularExpressions;
using Pvmemcontrol.Conformance.Bounds;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Properties.Support;
using Pvmemcontrol.Properties.Traces;
using Xunit;

namespace Pvmemcontrol.Properties.Bounds;

/// <summary>What calls that are repeated leave behind, and what is no leak.</summary>
public sealed class LeakTests
{
    private static readonly CampaignOptions Options = new() { Seed = 1, Profile = Profile.Abi };

    [CTheory]
    [InlineData("dev_055_mapping_per_handshake.c", "2 mappings for each handshake")]
    [InlineData("dev_055_descriptor_per_refusal.c", "1 descriptor for each refused DONTNEED")]
    [Trait("Requirement", "PVMC-DEV-055")]
    public void The_report_says_what_is_lost_at_which_call(string device, string lost) => Assert.Contains(
        lost, Run("Broken", device).Violation!.Finding.Observed, StringComparison.Ordinal);

    [CFact]
    [Trait("Requirement", "PVMC-DEV-055")]
    public void A_log_that_has_a_bound_is_no_leak() =>
        Assert.Equal(Outcome.Conforms, Run("Different", "keeps_a_log.c").Outcome);

    [Fact]
    [Trait("Requirement", "PVMC-DEV-055")]
    public void This_projects_device_leaves_nothing_behind() => Assert.Equal(
        Outcome.Conforms, new BoundsProbe(TargetSpec.Impl, Options).RunOnly(BoundKind.Leaks).Outcome);

    [Fact]
    public void A_trace_from_before_calls_were_counted_is_read()
    {
        var seed = 1UL;
        while (AnyBoundTrace.Of(seed).Recording.Figures.Kind == BoundKind.Leaks)
        {
            seed++;
        }

        var text = Encoding.UTF8.GetString(TraceBytes.Of(AnyBoundTrace.Of(seed)));
        var older = Regex.Replace(text, "\"(kindsOfCalls|repeatedCalls)\":[0-9]+,", "");
        Assert.NotEqual(text, older);
        _ = TraceBytes.Judge(TraceBytes.Read(Encoding.UTF8.GetBytes(older)));
    }

    private static Verdict Run(string kind, string device) => new BoundsProbe(
        TargetSpec.Library(CCompiler.Compile("tests", "Properties", kind, "c", device)), Options)
        .RunOnly(BoundKind.Leaks);
}
