// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using Xunit;

namespace Pvmemcontrol.Properties.Tool;

/// <summary>Mistakes on the command line: one line that says which, exit code 5, and nothing is done.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("frobnicate", "frobnicate")]
    [InlineData("verify --frobnicate", "--frobnicate")]
    [InlineData("verify --time abc", "abc")]
    [InlineData("verify --time -1", "-1")]
    [InlineData("verify --time 0", "'0'")]
    [InlineData("verify --time", "--time")]
    [InlineData("verify --seed x", "'x'")]
    [InlineData("verify --seed -1", "-1")]
    [InlineData("verify --seed 18446744073709551616", "18446744073709551616")]
    [InlineData("verify --profile foo", "foo")]
    [InlineData("verify --report foo", "foo")]
    [InlineData("verify --report json=", "json=")]
    [InlineData("verify --report json=/nonexistent/x", "/nonexistent/x")]
    [InlineData("verify --backing flash", "'flash'")]
    [InlineData("verify --backing mixed,", "''")]
    [InlineData("verify --report junit=", "junit=")]
    [InlineData("verify --report json=/dev/null,xml=/dev/null", "xml=/dev/null")]
    [InlineData("conform", "conform")]
    [InlineData("conform impl --time 1 two", "two")]
    [InlineData("conform impl --traces /dev/null/x", "/dev/null")]
    [InlineData("replay", "replay")]
    [InlineData("replay /nonexistent", "/nonexistent")]
    [InlineData("requirements NOSUCH", "NOSUCH")]
    [InlineData("requirements --area NOSUCH", "NOSUCH")]
    public void A_mistake_is_reported_in_one_line_that_names_it(string arguments, string named)
    {
        var run = ToolRun.Of(arguments.Split(' '));
        Assert.Equal(5, run.ExitCode);
        Assert.Contains(named, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.StartsWith("pvmemcontrol: ", run.Errors, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void Without_a_command_the_tool_says_where_to_find_them()
    {
        var run = ToolRun.Of();
        Assert.Equal(5, run.ExitCode);
        Assert.Contains("--help", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Help_is_no_mistake_and_lists_the_commands_and_the_exit_codes()
    {
        var run = ToolRun.Of("--help");
        Assert.Equal(0, run.ExitCode);
        Assert.Empty(run.Errors);
        string[] commands = ["verify", "conform", "check", "requirements"];
        Assert.All(commands, command => Assert.Contains(command, run.Output, StringComparison.Ordinal));
        int[] codes = [0, 1, 2, 3, 4, 5, 7, 8];
        Assert.All(codes, code => Assert.Contains($"\n  {code}  ", run.Output, StringComparison.Ordinal));
        Assert.Contains("the most severe wins: 7, 2, 4, 3, 8", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--seed", "x")]
    [InlineData("--time", "0")]
    [InlineData("--profile", "foo")]
    public void A_mistake_in_another_option_leaves_the_reports_file_alone(string option, string value)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "the report of yesterday");
        var verify = ToolRun.Of("verify", "--report", $"json={file}", option, value);
        var conform = ToolRun.Of("conform", "impl", "--report", $"json={file}", option, value);
        var left = File.ReadAllText(file);
        File.Delete(file);
        Assert.Equal((5, 5), (verify.ExitCode, conform.ExitCode));
        Assert.Equal("the report of yesterday", left);
    }

    [Theory]
    [InlineData("check", "--trace", "")]
    [InlineData("replay", "")]
    public void An_empty_name_is_reported_in_one_line(params string[] arguments)
    {
        var run = ToolRun.Of(arguments);
        Assert.Equal(5, run.ExitCode);
        Assert.Contains("empty", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(",xml=x")]
    [InlineData(",junit=/nonexistent/x")]
    [InlineData(" --traces /dev/null/x")]
    public void A_mistake_behind_a_reports_name_leaves_its_file_alone(string rest)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "the report of yesterday");
        string[] options = ["--report", .. $"json={file}{rest}".Split(' ')];
        var verify = ToolRun.Of(["verify", .. options]);
        var conform = ToolRun.Of(["conform", "impl", .. options]);
        var left = File.ReadAllText(file);
        File.Delete(file);
        Assert.Equal((5, 5), (verify.ExitCode, conform.ExitCode));
        Assert.Equal("the report of yesterday", left);
    }

    [Fact]
    public void A_report_is_written_over_an_older_one_whole()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, new string('x', 1 << 20));
        var run = ToolRun.Of("conform", "impl", "--time", "1", "--backing", "mixed", "--report", $"json={file}");
        using var report = JsonDocument.Parse(File.ReadAllText(file));
        File.Delete(file);
        Assert.Equal(run.ExitCode, report.RootElement.GetProperty("exitCode").GetInt32());
    }
}
