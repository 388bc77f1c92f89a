// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Tool;

/// <summary>conform, on devices that conform, deviate, violate and die.</summary>
[BeginsFirst]
public sealed class ConformCommandTests
{
    [CFact]
    public void The_C_example_conforms_and_has_a_concurrent_run()
    {
        var run = ToolRun.ConformLibrary(CCompiler.Compile("examples", "c", "pvmemcontrol_example.c"));
        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Empty(run.Errors);
        Assert.Contains("seed 2", run.Output, StringComparison.Ordinal);
        Assert.Contains(run.Output.Split('\n'), line => line.Contains(" concurrent ", StringComparison.Ordinal)
            && line.Contains(" rounds ", StringComparison.Ordinal)
            && line.EndsWith("conforms", StringComparison.Ordinal));
    }

    [CFact]
    public void A_violation_is_shown_with_its_requirement_what_was_observed_and_what_is_allowed()
    {
        var run = ConformRun.Of(ConformRun.Violating).Run;
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("VIOLATION PVMC-DEV-040 (MUST, PATCH)", run.Output, StringComparison.Ordinal);
        Assert.Contains("  source: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("  observed: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("  allowed: ", run.Output, StringComparison.Ordinal);
    }

    [CFact]
    public void A_deviation_is_shown_and_fails_only_a_strict_run()
    {
        var run = ConformRun.Of(ConformRun.Deviating).Run;
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("DEVIATION PVMC-DEV-025", run.Output, StringComparison.Ordinal);
        Assert.Equal(2, ConformRun.Of(ConformRun.Deviating, "--strict").Run.ExitCode);
    }

    [CFact]
    public void What_was_not_met_counts_as_exercised()
    {
        var row = ConformRun.Of(ConformRun.Deviating).Run.Output.Split('\n')
            .Single(line => line.StartsWith("  PVMC-DEV-025 ", StringComparison.Ordinal));
        Assert.Contains("dev_025_unknown_is_invalid.so", row, StringComparison.Ordinal);
        Assert.DoesNotContain("never", row, StringComparison.Ordinal);
    }

    [CFact]
    public void A_death_is_reported_with_its_signal()
    {
        var run = ConformRun.Of(ConformRun.Aborting).Run;
        Assert.Equal(7, run.ExitCode);
        Assert.Contains("SIGABRT", run.Output, StringComparison.Ordinal);
        Assert.Contains("PVMC-DEV-048", run.Output, StringComparison.Ordinal);
    }

    [CFact]
    public void The_same_seed_gives_the_same_counterexample()
    {
        // Whether there are huge pages, and so scenarios on them, depends on what other tests reserve meanwhile.
        var first = Counterexample(ConformRun.Of(ConformRun.Violating).Run);
        Assert.NotEmpty(first);
        Assert.Equal(first, Counterexample(ToolRun.ConformBroken(ConformRun.Violating, "--backing", "mixed")));
    }

    [CFact]
    public void Each_backing_that_was_asked_for_has_a_run_of_its_own()
    {
        var run = ToolRun.ConformBroken(ConformRun.Deviating, "--backing", "shared,file");
        var runs = run.Output.Split('\n')
            .Where(l => l.StartsWith("  dev_025_unknown_is_invalid.so abi ", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, runs.Count);
        Assert.Contains(" shared ", runs[0], StringComparison.Ordinal);
        Assert.Contains(" file ", runs[1], StringComparison.Ordinal);
    }

    [CFact]
    public void The_junit_report_has_the_violation_as_a_failure_and_the_rest_of_the_catalogue()
    {
        var suite = ConformRun.Of(ConformRun.Violating).JUnit;
        Assert.Equal(Catalogue.All.Length, suite.Elements("testcase").Count());
        var failed = Assert.Single(suite.Elements("testcase"), c => c.Element("failure") is not null);
        Assert.Contains("PVMC-DEV-040", failed.Attribute("name")!.Value, StringComparison.Ordinal);
        Assert.Contains(suite.Elements("testcase"), c => c.Element("skipped") is not null);
    }

    [CFact]
    public void The_report_has_the_counterexample()
    {
        var report = ConformRun.Of(ConformRun.Violating).Json;
        Assert.Equal(2, report.GetProperty("exitCode").GetInt32());
        var violation = report.GetProperty("runs")[0].GetProperty("violation");
        Assert.Equal("PVMC-DEV-040", violation.GetProperty("requirement").GetString());
        Assert.True(violation.GetProperty("reproduced").GetBoolean());
        Assert.NotEqual(0, violation.GetProperty("steps").GetArrayLength());
    }

    [CFact]
    public void A_concurrent_violation_has_a_column_for_each_vCPU_and_its_rate()
    {
        var library = CCompiler.Compile("tests", "Properties", "Broken", "c", "dev_072_one_scratch_for_all.c");
        var run = ToolRun.Of("conform", library, "--first", "--backing", "mixed", "--time", "20",
            "--scenarios", "100", "--seed", "2");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("VIOLATION PVMC-DEV-072", run.Output, StringComparison.Ordinal);
        Assert.Contains("vCPU 0", run.Output, StringComparison.Ordinal);
        Assert.Contains("vCPU 1", run.Output, StringComparison.Ordinal);
        Assert.Matches("reproduced in [0-9]+ of [0-9]+ fresh processes", run.Output);
    }

    private static string[] Counterexample(ToolRun run) =>
    [
        .. run.Output.Split('\n')
            .SkipWhile(line => !line.StartsWith("VIOLATION", StringComparison.Ordinal))
            .TakeWhile(line => !line.StartsWith("  trace: ", StringComparison.Ordinal)),
    ];
}
