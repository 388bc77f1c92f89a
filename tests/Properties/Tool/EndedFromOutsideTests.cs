// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Tool;

/// <summary>The tool is ended from outside.</summary>
public sealed class EndedFromOutsideTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [CFact]
    public void An_interrupt_of_the_whole_group_ends_a_run_early_and_in_order() => AssertOrder("INT");

    [LongCTheory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public void So_does_another_signal(string signal) => AssertOrder(signal);

    private static void AssertOrder(string signal)
    {
        var library = CCompiler.Compile("examples", "c", "pvmemcontrol_example.c");
        var run = ToolRun.InShell($"exec timeout --preserve-status -s {signal} 5 \"$@\"",
            "conform", library, "--seed", "1", "--time", "150", "--backing", "mixed");
        Assert.True(run.ExitCode == 3, run.Output + run.Errors);
        Assert.Empty(run.Errors);
        Assert.DoesNotContain("VIOLATION", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("exit code 3\n", run.Output, StringComparison.Ordinal);
    }

    [CFact]
    public void A_second_signal_ends_the_tool_at_once()
    {
        var library = CCompiler.Compile("tests", "Properties", "Tool", "c", "spins_when_loaded.c");
        using var tool = ToolRun.Begin("conform", library, "--seed", "1", "--time", "1");
        Assert.True(SpinWait.SpinUntil(() => Loaded(library).Length > 0, Patience));
        Send("TERM", tool);
        Assert.False(tool.WaitForExit(TimeSpan.FromSeconds(1)));
        Send("TERM", tool);
        Assert.True(tool.WaitForExit(TimeSpan.FromSeconds(10)));
        Assert.Equal(128 + 15, tool.ExitCode);
    }

    [CFact]
    public void What_runs_the_library_does_not_outlive_the_tool()
    {
        var library = CCompiler.Compile("tests", "Properties", "Tool", "c", "spins_when_loaded.c");
        using var tool = ToolRun.Begin("conform", library, "--seed", "1", "--time", "1");
        try
        {
            Assert.True(SpinWait.SpinUntil(() => Loaded(library).Length > 0, Patience));
            tool.Kill();
            Assert.True(SpinWait.SpinUntil(() => Loaded(library).Length == 0, TimeSpan.FromSeconds(15)));
        }
        finally
        {
            foreach (var runner in Loaded(library))
            {
                Process.GetProcessById(runner).Kill();
            }
        }
    }

    /// <summary>The processes that have loaded a library.</summary>
    private static int[] Loaded(string library)
    {
        Thread.Sleep(100);
        return
        [
            .. Process.GetProcesses().Where(p => p.ProcessName.StartsWith("pvmemcontrol", StringComparison.Ordinal))
                .Select(p => p.Id).Where(id =>
            {
                try
                {
                    return File.ReadAllText($"/proc/{id}/maps").Contains(library, StringComparison.Ordinal);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    return false;
                }
            }),
        ];
    }

    private static void Send(string signal, Process process) =>
        Process.Start("kill", [$"-{signal}", $"{process.Id}"]).WaitForExit();
}
