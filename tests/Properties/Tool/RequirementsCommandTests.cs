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
