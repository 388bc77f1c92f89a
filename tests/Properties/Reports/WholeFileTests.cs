// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Cli;
using Pvmemcontrol.Properties.Support;
using Pvmemcontrol.Properties.Tool;
using Xunit;

namespace Pvmemcontrol.Properties.Reports;

/// <summary>A report's file is there whole or not at all.</summary>
public sealed class WholeFileTests
{
    private readonly string _directory = TemporaryDirectory.Make();

    private string File1 => Path.Combine(_directory, "report");

    [Fact]
    public void A_file_whose_writing_fails_is_not_there()
    {
        var file = WholeFile.Plan(File1);
        file.RemoveEarlier();
        Assert.Throws<IOException>(() => file.Write(stream =>
        {
            stream.Write("half"u8);
            throw new IOException("No space left on device");
        }));
        Assert.Empty(Directory.GetFiles(_directory));
    }

    [Fact]
    public void Planning_leaves_what_is_there_and_nothing_else()
    {
        File.WriteAllText(File1, "yesterday");
        _ = WholeFile.Plan(File1);
        Assert.Equal("yesterday", File.ReadAllText(Assert.Single(Directory.GetFiles(_directory))));
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        var link = Path.Combine(_directory, "link");
        File.CreateSymbolicLink(link, "report");
        WholeFile.Plan(link).Write(stream => stream.Write("whole"u8));
        Assert.Equal("whole", File.ReadAllText(File1));
        Assert.NotNull(new FileInfo(link).LinkTarget);
    }

    [Theory]
    [InlineData("html=/nonexistent/x")]
    [InlineData("sarif=/proc/x")]
    [InlineData("dot=x")]
    [InlineData("html=/")]
    public void What_cannot_be_written_is_known_before_the_run_and_said_in_one_line(string report)
    {
        var run = ToolRun.Of("conform", "impl", "--report", report);
        Assert.Equal(5, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.StartsWith("pvmemcontrol: --report: ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_that_fills_up_is_said_in_one_line_and_the_other_reports_are_written()
    {
        var run = ToolRun.Of("check", "--world", "ioctl-vs-remove", "--report", $"html=/dev/full,markdown={File1}");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("the html report is missing", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.StartsWith("## driver hardened", File.ReadAllText(File1), StringComparison.Ordinal);
    }
}
