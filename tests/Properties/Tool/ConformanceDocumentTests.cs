// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Tool;

/// <summary>docs/conformance.md shows a run as it is.</summary>
public sealed class ConformanceDocumentTests
{
    private const string Start = "<!-- checked: a failing run -->\n\n```\n";
    private const string End = "```\n\n<!-- end -->";

    private static readonly string Document = File.ReadAllText(Repository.PathOf("docs", "conformance.md"));

    /// <summary>After a change: what was expected is what belongs into the document.</summary>
    [CFact]
    public void The_failing_run_is_the_one_that_the_tool_prints()
    {
        var library = CCompiler.Compile("tests", "Properties", "Broken", "c", "dev_021_dontneed_page_more.c");
        var run = ToolRun.Of("conform", library, "--seed", "1", "--time", "3.9", "--backing", "mixed");
        var shown = run.Output.Split('\n')
            .Select(line => line.Replace(library, "./libmydevice.so", StringComparison.Ordinal)
                .Replace("dev_021_dontneed_page_more", "libmydevice", StringComparison.Ordinal))
            .SkipWhile(line => !line.StartsWith("libmydevice.so, profile", StringComparison.Ordinal)).ToList();
        var last = shown.FindIndex(line => line.StartsWith("  again:", StringComparison.Ordinal));
        var start = Document.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        var end = Document.IndexOf(End, start, StringComparison.Ordinal);
        Assert.Equal(string.Join('\n', shown[..(last + 1)]) + "\n", Document[start..end]);
    }

    [Fact]
    public void It_names_every_exit_code_and_option_of_conform()
    {
        var help = ToolRun.Of("conform", "--help").Output;
        var options = help.Split([' ', '\n', ','], StringSplitOptions.RemoveEmptyEntries)
            .Where(w => w.StartsWith("--", StringComparison.Ordinal) && w is not ("--help" or "--version")).Distinct();
        Assert.All(options, option => Assert.Contains($"`{option}", Document, StringComparison.Ordinal));
    }

    /// <summary>The continuous build runs the very command that the document gives.</summary>
    [Fact]
    public void The_command_that_builds_one_file_is_the_one_that_is_run_for_every_change()
    {
        var command = Document.Split('\n').Single(l => l.StartsWith("dotnet publish ", StringComparison.Ordinal));
        Assert.Contains(command, File.ReadAllText(Repository.PathOf(".ci", "run")), StringComparison.Ordinal);
    }
}
