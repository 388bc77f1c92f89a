// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Traces;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Tool;

/// <summary>A counterexample is a file that says the same again, from itself and against a target.</summary>
public sealed class ReplayCommandTests
{
    private const string Violating = "dev_040_last_page_kept.c";

    [CTheory]
    [InlineData(Violating, 2, "VIOLATION PVMC-DEV-040")]
    [InlineData("dev_048_aborts.c", 7, "VIOLATION PVMC-DEV-048")]
    [InlineData("dev_025_unknown_is_invalid.c", 0, "DEVIATION PVMC-DEV-025")]
    public void A_trace_says_again_what_the_run_said(string file, int exitCode, string finding)
    {
        var (trace, library) = Record(file, exitCode);
        var recorded = ToolRun.Of("replay", trace);
        Assert.True(recorded.ExitCode == exitCode, recorded.Output + recorded.Errors);
        Assert.Contains(finding, recorded.Output, StringComparison.Ordinal);
        var against = ToolRun.Of("replay", trace, "--against", library);
        Assert.True(against.ExitCode == exitCode, against.Output + against.Errors);
        Assert.Contains(finding, against.Output, StringComparison.Ordinal);
    }

    [CFact]
    public void Against_a_device_that_does_not_do_it_the_trace_shows_nothing()
    {
        var (trace, _) = Record(Violating, 2);
        var run = ToolRun.Of("replay", trace, "--against", "impl");
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Contains("was not observed now", run.Output, StringComparison.Ordinal);
    }

    [CFact]
    public void A_violation_is_kept_in_the_current_directory_and_named_with_the_command()
    {
        var here = TemporaryDirectory.Make();
        var library = CCompiler.Compile("tests", "Properties", "Broken", "c", Violating);
        var run = ToolRun.In(here, "conform", library, "--time", "1", "--seed", "1", "--backing", "mixed");
        var file = Path.GetFileName(Assert.Single(Directory.GetFiles(here)));
        Assert.EndsWith(Trace.Extension, file, StringComparison.Ordinal);
        Assert.Contains($"pvmemcontrol replay ./{file} --against {library}", run.Output, StringComparison.Ordinal);
    }

    [CFact]
    public void A_run_without_a_violation_leaves_nothing_behind()
    {
        var here = TemporaryDirectory.Make();
        var library = CCompiler.Compile("tests", "Properties", "Broken", "c", "dev_025_unknown_is_invalid.c");
        Assert.Equal(0, ToolRun.In(here, "conform", library, "--time", "1", "--backing", "mixed").ExitCode);
        Assert.Empty(Directory.GetFiles(here));
    }

    [CFact]
    public void A_file_that_is_no_trace_is_told_in_one_line_with_its_number()
    {
        var (trace, _) = Record(Violating, 2);
        var lines = File.ReadAllLines(trace);
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
    public void A_file_that_cannot_be_read_is_told_in_one_line(string file) => AssertRefused(file, file);

    private static void AssertRefused(string file, string named)
    {
        var run = ToolRun.Of("replay", file);
        Assert.Equal(5, run.ExitCode);
        Assert.Contains(named, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    private static (string Trace, string Library) Record(string file, int exitCode)
    {
        var directory = TemporaryDirectory.Make();
        var library = CCompiler.Compile("tests", "Properties", "Broken", "c", file);
        var run = ToolRun.Of("conform", library, "--time", "3", "--seed", "1", "--backing", "mixed",
            "--traces", directory);
        Assert.True(run.ExitCode == exitCode, run.Output + run.Errors);
        var id = "dev-" + file[4..7];
        return (Directory.GetFiles(directory).First(f => f.Contains(id, StringComparison.Ordinal)), library);
    }
}
