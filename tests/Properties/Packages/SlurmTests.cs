// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Properties.Support;
using Pvmemcontrol.Properties.Tool;
using Xunit;

namespace Pvmemcontrol.Properties.Packages;

/// <summary>A campaign on a cluster of one node, which is this machine.</summary>
public sealed class SlurmTests
{
    private const int Parts = 3;

    [SlurmFact]
    public void A_campaign_runs_in_parts_on_Slurm_and_merges_their_reports()
    {
        using var cluster = new SlurmCluster();
        var results = Path.Combine(cluster.Folder, "results");
        var (exitCode, output) = cluster.Run("/bin/bash", [Repository.PathOf("deploy", "slurm", "campaign.sh")],
            new("LIBRARY", CCompiler.Compile("examples", "c", "pvmemcontrol_example.c")),
            new("SEED", "7"),
            new("SHARDS", $"{Parts}"),
            new("RESULTS", results),
            new("PVMEMCONTROL", ToolRun.Tool),
            new("CONFORM_OPTIONS", "--time 2 --backing mixed"));
        Assert.True(exitCode == 0, output);
        cluster.AwaitIdle();

        for (var part = 1; part <= Parts; part++)
        {
            Assert.True(File.Exists(Path.Combine(results, $"part-{part}.json")), $"part {part} has no report");
            Assert.Contains($"part {part} of {Parts}: exit code 0",
                File.ReadAllText(Path.Combine(results, $"part-{part}.log")), StringComparison.Ordinal);
        }

        Assert.StartsWith($"pvmemcontrol merge: {Parts} reports, 0 findings",
            File.ReadAllText(Path.Combine(results, "merge.log")), StringComparison.Ordinal);
    }
}

/// <summary>A fact that needs Slurm and munge: skipped, loudly, where they are not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SlurmFactAttribute : FactAttribute
{
    public SlurmFactAttribute()
    {
        string[] missing = [.. SlurmCluster.Needed.Where(p => SlurmCluster.Find(p) is null)];
        Skip = !CCompiler.IsAvailable ? CFactAttribute.NoCompiler
            : missing.Length > 0 ? $"SKIPPED: no Slurm here ({string.Join(", ", missing)})"
            : Environment.UserName != "root" ? "SKIPPED: a Slurm of its own needs root"
            : null;
    }
}
