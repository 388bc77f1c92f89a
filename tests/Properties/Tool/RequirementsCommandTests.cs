// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Tool;

/// <summary>The command requirements.</summary>
public sealed class RequirementsCommandTests
{
    [Fact]
    public void Every_requirement_of_the_catalogue_is_listed()
    {
        var run = ToolRun.Of("requirements");
        Assert.Equal(0, run.ExitCode);
        Assert.All(Catalogue.All, r => Assert.Contains(r.Id.ToString(), run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void One_area_is_listed_alone_and_says_what_nothing_checks()
    {
        var lines = ToolRun.Of("requirements", "--area", "vmm").Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Catalogue.All.Count(r => r.Id.Area == RequirementArea.Vmm), lines.Length - 1);
        Assert.All(lines[1..], l => Assert.Contains("PVMC-VMM-", l, StringComparison.Ordinal));
        Assert.Contains("nothing here (stated only)",
            lines.Single(l => l.Contains("PVMC-VMM-013", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dev-012")]
    [InlineData("PVMC-DEV-012")]
    [InlineData("pvmc-dev-012")]
    public void One_is_shown_whole_however_it_is_named(string id)
    {
        var run = ToolRun.Of("requirements", id);
        Assert.Equal(0, run.ExitCode);
        var text = string.Join(' ', run.Output.Split((char[])['\n', ' '], StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("PVMC-DEV-012 (MUST, SAFETY)", text, StringComparison.Ordinal);
        Assert.Contains(TransportRequirements.UnknownCommandIsIgnored.Statement, text, StringComparison.Ordinal);
        Assert.Contains(TransportRequirements.UnknownCommandIsIgnored.Rationale, text, StringComparison.Ordinal);
        Assert.Contains(TransportRequirements.UnknownCommandIsIgnored.Source, text, StringComparison.Ordinal);
    }
}
