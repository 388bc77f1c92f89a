// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Properties.Support;
using Pvmemcontrol.Properties.Tool;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Pvmemcontrol.Properties.Packages;

/// <summary>The command that the examples for CI services run on a device, run as they run it.</summary>
public sealed class CiExampleTests
{
    private static readonly string[] Reports = ["report.html", "report.md", "report.xml", "report.json"];

    [CFact]
    public void The_command_of_GitHub_fails_on_a_broken_device_and_leaves_its_reports() => AssertFails("github.yml");

    [LongCFact]
    public void So_does_that_of_GitLab() => AssertFails("gitlab-ci.yml");

    private static void AssertFails(string file)
    {
        var directory = TemporaryDirectory.Make();
        File.CreateSymbolicLink(Path.Combine(Directory.CreateDirectory(Path.Combine(directory, "tools")).FullName,
            "pvmemcontrol"), ToolRun.Tool);
        File.Copy(Repository.PathOf("examples", "ci", "known.txt"), Path.Combine(directory, "known.txt"));
        var library = CCompiler.Compile("tests", "Properties", "Broken", "c", ConformRun.Violating);
        File.Copy(library, Path.Combine(directory, "device.so"));
        var start = new ProcessStartInfo("/bin/sh", ["-e", "-c", CommandOf(file)])
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
        };
        start.Environment["RUNNER_TEMP"] = directory;
        start.Environment["LIBRARY"] = "device.so";
        start.Environment["TIME"] = "2";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 2, output);
        Assert.All(Reports, report => Assert.True(File.Exists(Path.Combine(directory, report)), report));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(directory, "traces")));
    }

    /// <summary>The one command of the document that judges.</summary>
    private static string CommandOf(string file)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Repository.PathOf("examples", "ci", file))));
        return stream.Documents[0].AllNodes.OfType<YamlScalarNode>().Select(n => n.Value!)
            .Single(text => text.Contains("pvmemcontrol", StringComparison.Ordinal)
                && text.Contains(" conform ", StringComparison.Ordinal));
    }
}
