// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Impl.Host;
using Xunit;

namespace Pvmemcontrol.Properties.Tool;

/// <summary>How the tool starts child processes, and what it says if it cannot.</summary>
public sealed class StartTests
{
    [Fact]
    public void Under_another_name_and_without_dotnet_the_tool_still_runs()
    {
        var renamed = $"{ToolRun.Tool}-1.2";
        File.Copy(ToolRun.Tool, renamed, overwrite: true);
        var run = ToolRun.InShell("shift && PATH=/nonexistent exec \"$@\"",
            renamed, "conform", "impl", "--seed", "1", "--time", "1", "--backing", "mixed");
        File.Delete(renamed);
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
    }

    /// <summary>No file may grow, not even a memfd; the runtime has a setting to do without.</summary>
    [Fact]
    public void A_host_that_cannot_be_tried_out_is_reported_in_one_line()
    {
        var run = ToolRun.InShell(
            "trap '' XFSZ; ulimit -f 0; DOTNET_EnableWriteXorExecute=0 exec \"$@\"", "conform", "impl", "--time", "1");
        Assert.True(run.ExitCode == 1, run.Output + run.Errors);
        Assert.Contains("memfd_create", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_is_not_there_is_reported_in_one_line()
    {
        var settings = RunnerSettings.Default with { NativeCommand = null, Command = ["/nonexistent/tool"] };
        var told = Assert.Throws<HostException>(
            () => new ScenarioSession(TargetSpec.Impl, settings, Layouts.ByName[Layouts.StandardName]));
        Assert.Contains("/nonexistent/tool", told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', told.Message);
    }
}
