// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using Xunit;

namespace Pvmemcontrol.Properties.Tool;

/// <summary>The command check.</summary>
public sealed class CheckCommandTests
{
    [Fact]
    public void A_world_that_holds_says_so_with_its_bounds()
    {
        var run = ToolRun.Of("check", "--world", "ioctl-vs-remove");
        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Errors);
        Assert.Contains("2 tasks, 2 CPUs, 1 device, sequentially consistent", run.Output, StringComparison.Ordinal);
        Assert.Contains("holds, exhausted", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_violation_is_shown_with_its_line_of_the_patch_and_its_last_step_is_marked()
    {
        var run = ToolRun.Of("check", "--driver", "v4", "--world", "two-ioctls-one-file");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("VIOLATION PVMC-DRV-007 (MUST, SAFETY)", run.Output, StringComparison.Ordinal);
        Assert.Contains("pvmemcontrol.c:140-142", run.Output, StringComparison.Ordinal);
        Assert.Contains("task A", run.Output, StringComparison.Ordinal);
        Assert.Matches(@"\n > +\d+ .*243: copy_to_user", run.Output);
    }

    [Fact]
    public void A_deviation_is_shown_and_is_no_violation()
    {
        var run = ToolRun.Of("check", "--driver", "v4", "--world", "surprise-removal");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("DEVIATION PVMC-DRV-011 (SHOULD, DECIDED)", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_that_is_cut_short_claims_nothing()
    {
        var run = ToolRun.Of("check", "--world", "everything", "--max-states", "1000");
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("not exhausted", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("holds", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Counterexamples_are_written_for_machines()
    {
        var file = Path.GetTempFileName();
        var run = ToolRun.Of("check", "--driver", "v5", "--world", "ioctl-vs-remove", "--trace", file);
        var lines = File.ReadAllLines(file);
        File.Delete(file);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(lines, line =>
            JsonDocument.Parse(line).RootElement.GetProperty("requirement").GetString() == "PVMC-DRV-031");
    }

    [Theory]
    [InlineData("check --world nowhere", "nowhere")]
    [InlineData("check --driver v6", "v6")]
    [InlineData("check --max-states 0", "'0'")]
    [InlineData("check --max-states x", "'x'")]
    [InlineData("check --trace /nonexistent/x", "/nonexistent/x")]
    public void A_mistake_is_reported_in_one_line_that_names_it(string arguments, string named)
    {
        var run = ToolRun.Of(arguments.Split(' '));
        Assert.Equal(5, run.ExitCode);
        Assert.Contains(named, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }
}
