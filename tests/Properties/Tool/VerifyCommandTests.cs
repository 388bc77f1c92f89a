// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Tool;

/// <summary>verify, with a seed and a report.</summary>
public sealed class VerifyCommandTests
{
    private readonly ToolRun _run = VerifyRun.Once.Run;
    private readonly JsonElement _report = VerifyRun.Once.Report;

    [Fact]
    public void What_this_project_ships_conforms_on_this_kernel()
    {
        Assert.True(_run.ExitCode == 0, _run.Output);
        Assert.Empty(_run.Errors);
    }

    [Fact]
    public void The_worlds_of_the_hardened_driver_are_searched_to_their_end() => Assert.Contains(
        _run.Output.Split('\n'), line => line.StartsWith("  hardened driver", StringComparison.Ordinal)
            && line.EndsWith("all hold, exhausted", StringComparison.Ordinal));

    [Fact]
    public void The_seed_is_printed_on_success_too() =>
        Assert.Contains("seed 1", _run.Output, StringComparison.Ordinal);

    [Fact]
    public void Every_requirement_that_a_run_can_exercise_is_in_the_table() => Assert.All(
        Catalogue.All.Where(
            r => r.Check is not (RequirementCheck.Stated or RequirementCheck.Worlds or RequirementCheck.Sources)),
        r => Assert.Contains(r.Id.ToString(), _run.Output, StringComparison.Ordinal));

    [Fact]
    public void What_no_run_can_exercise_is_said_to_be_not_testable_here() => Assert.Contains(
        _run.Output.Split('\n'), line => line.Contains("PVMC-VMM", StringComparison.Ordinal)
            && line.Contains("not testable here", StringComparison.Ordinal));

    [Fact]
    public void Output_to_a_file_has_no_escape_sequences() => Assert.DoesNotContain('\u001b', _run.Output);

    [Fact]
    public void The_report_says_its_format_and_the_exit_code()
    {
        Assert.Equal(JsonReport.FormatVersion, _report.GetProperty("format").GetInt32());
        Assert.Equal(_run.ExitCode, _report.GetProperty("exitCode").GetInt32());
    }

    [Fact]
    public void The_report_has_every_run_with_its_seed_and_something_done()
    {
        Assert.NotEqual(0, _report.GetProperty("runs").GetArrayLength());
        Assert.All(_report.GetProperty("runs").EnumerateArray(), run =>
        {
            Assert.Equal("1", run.GetProperty("seed").GetString());
            Assert.Equal("Conforms", run.GetProperty("outcome").GetString());
            Assert.NotEqual(0, run.GetProperty("requests").GetInt64());
        });
    }

    [Fact]
    public void The_report_has_every_requirement_with_how_often_it_was_exercised()
    {
        var exercised = _report.GetProperty("requirements").EnumerateArray()
            .ToDictionary(r => r.GetProperty("id").GetString()!, r => r.GetProperty("exercised").GetInt64());
        Assert.Equal(Catalogue.All.Select(r => r.Id.ToString()), exercised.Keys);
        Assert.All(exercised.Values, times => Assert.True(times >= 0));
        Assert.Contains(exercised.Values, times => times > 0);
    }
}
