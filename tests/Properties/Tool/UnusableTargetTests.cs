// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Tool;

/// <summary>Targets that cannot be judged: one line that names file and reason, exit code 5, and no verdict.</summary>
public sealed class UnusableTargetTests
{
    [Fact]
    public void A_missing_file_is_reported() =>
        AssertUnusable(ToolRun.ConformLibrary("/nonexistent/device.so"), "/nonexistent/device.so", "no such file");

    [Fact]
    public void A_directory_is_reported() => AssertUnusable(ToolRun.ConformLibrary("/usr"), "/usr", "is a directory");

    [Fact]
    public void An_empty_name_is_reported() => AssertUnusable(ToolRun.ConformLibrary(""), "library", "is empty");

    [Fact]
    public void A_file_that_is_no_library_is_reported()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "hello\n");
        var run = ToolRun.ConformLibrary(file);
        File.Delete(file);
        AssertUnusable(run, file, "cannot be loaded");
    }

    [CTheory]
    [InlineData("no_symbols", "the symbol pvmemcontrol_dut_abi is missing")]
    [InlineData("abi_2", "pvmemcontrol_dut_abi() returned 2")]
    [InlineData("create_declines", "pvmemcontrol_dut_create returned NULL")]
    [InlineData("create_declines_later", "pvmemcontrol_dut_create returned NULL")]
    [InlineData("save_without_restore", "pvmemcontrol_dut_restore is missing")]
    [InlineData("restore_without_save", "pvmemcontrol_dut_save is missing")]
    [InlineData("unknown_flag", "pvmemcontrol_dut_flags() returned 0x3")]
    [InlineData("constructor_aborts", "SIGABRT")]
    public void A_library_that_cannot_be_used_is_reported(string library, string reason) =>
        AssertUnusable(ToolRun.Conform(library + ".c"), library + ".so", reason);

    [CFact]
    public void A_library_that_declines_is_reported_before_its_child_ends()
    {
        const string library = "create_declines_and_leaves_a_child";
        var clock = Stopwatch.StartNew();
        AssertUnusable(ToolRun.Conform(library + ".c"), library + ".so", "pvmemcontrol_dut_create returned NULL");
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(45));
    }

    private static void AssertUnusable(ToolRun run, string file, string reason)
    {
        Assert.Equal(5, run.ExitCode);
        var line = Assert.Single(run.ErrorLines);
        Assert.Contains(file, line, StringComparison.Ordinal);
        Assert.Contains(reason, line, StringComparison.Ordinal);
        Assert.DoesNotContain("conforms", run.Output, StringComparison.Ordinal);
    }
}
