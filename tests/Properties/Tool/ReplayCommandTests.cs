// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Tool;

/// <summary>A counterexample is a file that says the same again, from itself and against a target.</summary>
public sealed class ReplayCommandTests
{
    [CTheory]
    [InlineData(ConformRun.Violating, 2, "VIOLATION PVMC-DEV-040")]
    [InlineData(ConformRun.Aborting, 7, "VIOLATION PVMC-DEV-048")]
    [InlineData(ConformRun.Deviating, 0, "DEVIATION PVMC-DEV-025")]
    public void A_trace_says_again_what_the_run_said(string file, int exitCode, string finding)
    {
        var trace = TraceOf(file);
        var recorded = ToolRun.Of("replay", trace);
        Assert.True(recorded.ExitCode == exitCode, recorded.Output + recorded.Errors);
        Assert.Contains(finding, recorded.Output, StringComparison.Ordinal);
        var against = ToolRun.Of("replay", trace, "--against", ConformRun.Of(file).Library);
        Assert.True(against.ExitCode == exitCode, against.Output + against.Errors);
        Assert.Contains(finding, against.Output, StringComparison.Ordinal);
    }

    [CFact]
    public void Against_a_device_that_does_not_do_it_the_trace_shows_nothing()
    {
        var run = ToolRun.Of("replay", TraceOf(ConformRun.Violating), "--against", "impl");
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Contains("was not observed now", run.Output, StringComparison.Ordinal);
    }

    [CFact]
    public void A_violation_is_kept_in_the_current_directory_and_named_with_the_command()
    {
        var here = TemporaryDirectory.Make();
        var library = CCompiler.Compile("tests", "Properties", "Broken", "c", ConformRun.Violating);
        var run = ToolRun.In(here, "conform", library, "--first", "--time", "1", "--seed", "1", "--backing",
            "mixed");
        var file = Path.GetFileName(Assert.Single(Directory.GetFiles(here)));
        Assert.EndsWith(TraceFormat.Extension, file, StringComparison.Ordinal);
        Assert.Contains($"pvmemcontrol replay ./{file} --against {library}", run.Output, StringComparison.Ordinal);
    }

    [CFact]
    public void A_run_without_a_violation_leaves_nothing_behind()
    {
        var here = TemporaryDirectory.Make();
        var library = CCompiler.Compile("tests", "Properties", "Broken", "c", ConformRun.Deviating);
        Assert.Equal(0, ToolRun.In(here, "conform", library, "--time", "1", "--backing", "mixed").ExitCode);
        Assert.Empty(Directory.GetFiles(here));
    }

    [CFact]
    public void A_file_that_is_no_trace_is_reported_in_one_line_with_its_number()
    {
        var lines = File.ReadAllLines(TraceOf(ConformRun.Violating));
        var trace = Path.Combine(TemporaryDirectory.Make(), "x" + TraceFormat.Extension);
        lines[2] = lines[2].Replace("\"step\":\"", "\"step\":\"X", StringComparison.Ordinal);
        File.WriteAllLines(trace, lines);
        AssertRefused(trace, $"{trace}:3: ");
        File.WriteAllLines(trace, lines[..2]);
        AssertRefused(trace, $"{trace}:3: ");
        File.WriteAllText(trace, "");
        AssertRefused(trace, $"{trace}:1: ");
    }

    [Theory]
    [InlineData("/nonexistent/x")]
    [InlineData("/")]
    [InlineData("/dev/zero")]
    public void A_file_that_cannot_be_read_is_reported_in_one_line(string file) => AssertRefused(file, file);

    private static void AssertRefused(string file, string named)
    {
        var run = ToolRun.Of("replay", file);
        Assert.Equal(5, run.ExitCode);
        Assert.Contains(named, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    private static string TraceOf(string file) => Directory.GetFiles(ConformRun.Of(file).Traces)
        .First(f => f.Contains("dev-" + file[4..7], StringComparison.Ordinal));
}
