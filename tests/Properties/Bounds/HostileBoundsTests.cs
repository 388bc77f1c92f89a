// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Bounds;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Bounds;

/// <summary>A hostile library ends a run of a bound in order.</summary>
public sealed class HostileBoundsTests
{
    [LongCFact]
    public void A_library_that_hangs_while_it_is_loaded_is_skipped_with_the_reason()
    {
        var probe = ProbeOf("sleeps_when_loaded.c", TimeSpan.FromMilliseconds(200));
        Assert.Empty(probe.RunLives());
        Assert.Contains("loading did not end in time", Assert.Single(probe.Skipped), StringComparison.Ordinal);
    }

    [CFact]
    [Trait("Requirement", "PVMC-DEV-048")]
    public void A_device_that_overwrites_the_figures_is_blamed_for_that()
    {
        var verdict = Assert.Single(ProbeOf("scribbles_over_the_arena.c", TimeSpan.FromSeconds(2)).RunLives());
        Assert.Equal(Outcome.Died, verdict.Outcome);
        Assert.Contains("overwrote memory of its VMM", verdict.Violation!.Finding.Observed, StringComparison.Ordinal);
    }

    private static BoundsProbe ProbeOf(string file, TimeSpan stepLimit) => new(
        TargetSpec.Library(CCompiler.Compile("tests", "Properties", "Tool", "c", file)),
        new CampaignOptions
        {
            Seed = 1,
            Profile = Profile.Abi,
            Runner = RunnerSettings.Default with { StepLimit = stepLimit },
        });
}
