// SPDX-License-Identifier: Apache-2.0

using k8s;
using k8s.Models;
using Pvmemcontrol.Properties.Support;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Pvmemcontrol.Properties.Packages;

/// <summary>The examples for CI services and for engines of campaigns, as far as they go without the service.</summary>
public sealed class DeploymentTests
{
    private readonly string _directory = TemporaryDirectory.Make();

    public static TheoryData<string> Documents { get; } =
        [.. FilesOf("examples/ci", "*.yml"), .. FilesOf("deploy", "*.yml"), .. FilesOf("deploy", "*.yaml")];

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_document_is_YAML(string file)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Repository.PathOf(file))));
        Assert.IsType<YamlMappingNode>(Assert.Single(stream.Documents).RootNode);
    }

    /// <summary>The types are generated from the API that Kubernetes publishes; no unknown field is let through.
    /// </summary>
    [Fact]
    public void The_parts_of_the_Job_are_as_many_as_it_completes()
    {
        var job = KubernetesYaml.Deserialize<V1Job>(
            File.ReadAllText(Repository.PathOf("deploy", "kubernetes", "campaign.yaml")), strict: true);
        Assert.Equal(("batch/v1", "Job", "Indexed"), (job.ApiVersion, job.Kind, job.Spec.CompletionMode));
        Assert.Equal("Never", job.Spec.Template.Spec.RestartPolicy);
        var container = Assert.Single(job.Spec.Template.Spec.Containers);
        Assert.Equal($"{job.Spec.Completions}", container.Env.Single(e => e.Name == "SHARDS").Value);
        Assert.Equal(container.VolumeMounts.Select(m => m.Name), job.Spec.Template.Spec.Volumes.Select(v => v.Name));
    }

    [ShellcheckFact]
    public void Shellcheck_has_nothing_to_say_about_the_scripts()
    {
        var (exitCode, output) = Command.Run("shellcheck",
            [.. FilesOf("deploy", "*.sh").Append(Path.Combine("guest", "rig")).Select(f => Repository.PathOf(f))]);
        Assert.True(exitCode == 0, output);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 0)]
    [InlineData(7, 0)]
    [InlineData(8, 0)]
    [InlineData(1, 1)]
    [InlineData(5, 5)]
    [InlineData(137, 137)]
    public void A_verdict_of_a_part_is_a_result_and_a_failure_is_not(int ofTool, int ofPart)
    {
        var script = Repository.PathOf("deploy", "shard.sh");
        var (exitCode, output) = Command.Run("/bin/bash", [script, "2"], [.. Campaign(ofTool)]);
        Assert.True(exitCode == ofPart, output);
        Assert.Equal($"conform lib.so --seed 7 --shard 2/3 --traces {_directory}/traces-2 --report "
            + $"json={_directory}/part-2.json --time 1m", File.ReadAllText(Path.Combine(_directory, "called")).Trim());
    }

    [Fact]
    public void A_campaign_on_Slurm_is_an_array_of_all_parts_and_a_merge_behind_it()
    {
        var bin = Directory.CreateDirectory(Path.Combine(_directory, "bin")).FullName;
        WriteProgram(Path.Combine(bin, "sbatch"), """
            for last; do :; done
            case "$*" in
              *--array=1-3*) for i in 1 2 3; do SLURM_ARRAY_TASK_ID=$i sh -c "$last" >&2; done; echo 41 ;;
              *--dependency=afterany:41*) sh -c "$last" >&2; echo 42 ;;
              *) exit 9 ;;
            esac
            """);
        var campaign = Campaign(0, "touch \"${10#json=}\"\n");
        campaign["PATH"] = $"{bin}:{Environment.GetEnvironmentVariable("PATH")}";
        var script = Repository.PathOf("deploy", "slurm", "campaign.sh");
        var (exitCode, output) = Command.Run("/bin/bash", [script], [.. campaign]);
        Assert.True(exitCode == 0, output);
        var called = File.ReadAllLines(Path.Combine(_directory, "called"));
        Assert.Equal(["1/3", "2/3", "3/3"], called[..3].Select(c => c.Split(' ')[5]));
        Assert.Equal("merge " + string.Join(' ', Enumerable.Range(1, 3).Select(i => $"{_directory}/part-{i}.json")),
            called[3]);
    }

    /// <summary>The variables of a campaign whose tool notes how it was called and ends with this code.</summary>
    private Dictionary<string, string> Campaign(int exitCode, string more = "")
    {
        var tool = Path.Combine(_directory, "tool");
        WriteProgram(tool, $"echo \"$*\" >> '{_directory}/called'\n[ \"$1\" = merge ] || {{ :; {more} }}\n"
            + $"exit {exitCode}\n");
        return new Dictionary<string, string>
        {
            ["PVMEMCONTROL"] = tool,
            ["LIBRARY"] = "lib.so",
            ["SEED"] = "7",
            ["SHARDS"] = "3",
            ["RESULTS"] = _directory,
            ["CONFORM_OPTIONS"] = "--time 1m",
        };
    }

    private static void WriteProgram(string file, string script)
    {
        File.WriteAllText(file, $"#!/bin/bash\n{script}\n");
        Assert.Equal(0, Command.Run("chmod", ["+x", file]).ExitCode);
    }

    private static IEnumerable<string> FilesOf(string folder, string pattern) =>
        Directory.GetFiles(Repository.PathOf(folder), pattern, SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Repository.PathOf("."), f)).Order(StringComparer.Ordinal);
}

/// <summary>A fact about scripts: skipped, loudly, where there is no shellcheck.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ShellcheckFactAttribute : FactAttribute
{
    public ShellcheckFactAttribute() => Skip = Programs.Find("shellcheck") is null ? "SKIPPED: no shellcheck" : null;
}
