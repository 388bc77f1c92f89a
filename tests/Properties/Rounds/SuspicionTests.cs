// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Rounds;

/// <summary>What shows too seldom to be shown again accuses nobody.</summary>
public sealed class SuspicionTests
{
    [CFact]
    public void What_less_than_half_of_fresh_processes_show_is_only_suspected()
    {
        var target = TargetSpec.Library(CCompiler.Compile("tests", "Properties", "Rounds", "c", "seldom.c"));
        var verdict = new RoundCampaign(target, new CampaignOptions
        {
            Seed = 1,
            Profile = Profile.Abi,
            Time = TimeSpan.FromMinutes(3),
        }).Run();

        Assert.True(verdict.Outcome == Outcome.Undecided, $"{verdict.Outcome} after {verdict.Scenarios} rounds");
        var evidence = verdict.Violation!;
        Assert.False(evidence.IsReproduced);
        Assert.InRange(evidence.Rate!.Shown * 2, 0, evidence.Rate.Attempts);
        Assert.Contains("suspected only", string.Join('\n', EvidenceText.Lines(evidence)), StringComparison.Ordinal);
    }
}
