// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Properties.Support;
using Xunit;
using Xunit.Abstractions;

namespace Pvmemcontrol.Properties.Alive;

/// <summary>Broken C devices that one vCPU cannot tell from correct ones are caught by rounds, by their name.</summary>
public sealed class SeveralVcpusTests(ITestOutputHelper output)
{
    /// <summary>What comes first is a matter of luck, and of how busy the machine is.</summary>
    private const ulong MostSeeds = 4;

    private static readonly TimeSpan Time = TimeSpan.FromSeconds(30);

    /// <summary>The files.</summary>
    public static TheoryData<string, string> Variants { get; } = Variant.Rows(
        Variant.C.Where(v => Variant.NeedsSeveralVcpus(v.Path, v.Requirement))
            .Select(v => (Path.GetFileName(v.Path), v.Requirement)));

    [CTheory]
    [MemberData(nameof(Variants))]
    public void A_broken_C_device_is_caught_by_several_vCPUs(string file, string requirement)
    {
        var target = TargetSpec.Library(CCompiler.Compile("tests", "Properties", "Broken", "c", file));
        var told = "nothing";
        for (var seed = 1UL; seed <= MostSeeds; seed++)
        {
            var verdict = new RoundCampaign(target, new CampaignOptions
            {
                Seed = seed,
                Profile = Profile.Abi,
                Time = Time,
                Runner = RunnerSettings.Default with { StepLimit = TimeSpan.FromSeconds(2) },
            }).Run();
            if (verdict.Violation is { } evidence)
            {
                told = string.Join('\n', EvidenceText.Lines(evidence));
                output.WriteLine(told);
                if (verdict.Outcome is Outcome.Violation or Outcome.Died
                    && evidence.Finding.Requirement.Id.ToString() == requirement)
                {
                    return;
                }
            }
        }

        Assert.Fail($"{requirement} was not named; last told: {told}");
    }
}
