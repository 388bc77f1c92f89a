// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Properties.Support;
using Pvmemcontrol.Properties.Tool;
using Xunit;

namespace Pvmemcontrol.Properties.Packages;

/// <summary>What this repository gives to others works where it is put.</summary>
public sealed class PackageTests
{
    [LongCFact]
    public void The_package_of_the_tool_installs_from_a_local_feed_and_judges_a_device()
    {
        var directory = TemporaryDirectory.Make();
        var (feed, tools) = (Path.Combine(directory, "feed"), Path.Combine(directory, "tools"));
        Dotnet.Run("pack", "src/Pvmemcontrol.Cli", "-c", Dotnet.Configuration, "--no-build", "-o", feed);
        Dotnet.Run("tool", "install", "Pvmemcontrol.Tool", "--tool-path", tools, "--source", feed);
        var tool = Path.Combine(tools, "pvmemcontrol");
        var run = ToolRun.OfProgram(tool, "conform", CCompiler.Compile("examples", "c", "pvmemcontrol_example.c"),
            "--time", "1", "--seed", "2", "--backing", "mixed");
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
    }

    /// <summary>Publishing takes most of the time; where nothing has changed it is not done again.</summary>
    [LongCFact]
    public void The_device_as_a_native_library_conforms()
    {
        var directory = Repository.PathOf("obj", "native");
        Dotnet.Run("publish", "src/Pvmemcontrol.Native", "-c", Dotnet.Configuration, "-o", directory);
        var library = Path.Combine(directory, "libpvmemcontrol.so");
        var run = ToolRun.Of("conform", library, "--profile", "linux", "--time", "3", "--seed", "2", "--backing",
            "mixed");
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.DoesNotContain("DEVIATION", run.Output, StringComparison.Ordinal);
    }
}
