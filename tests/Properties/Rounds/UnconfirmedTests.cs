// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Rounds;

/// <summary>A finding that is not reproduced does not blame the device.</summary>
[Collection(ManyVcpus.Collection)]
public sealed class UnconfirmedTests
{
    [LongCFact]
    public void What_fewer_than_half_of_fresh_processes_show_is_only_suspected()
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
        var rate = Assert.IsType<Rate>(evidence.Reproduction);
        Assert.InRange(rate.Shown * 2, 0, rate.Attempts);
        Assert.Contains("suspected only", string.Join('\n', CounterexampleText.Lines(evidence)),
            StringComparison.Ordinal);
    }
}
