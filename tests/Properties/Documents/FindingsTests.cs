// SPDX-License-Identifier: Apache-2.0

using System.Text.RegularExpressions;
using Pvmemcontrol.Properties.Worlds;
using Xunit;

namespace Pvmemcontrol.Properties.Documents;

/// <summary>docs/findings.md has everything that the search finds in the published revisions.</summary>
public sealed partial class FindingsTests
{
    private static readonly string Document = File.ReadAllText(Repository.PathOf("docs", "findings.md"));

    [Fact]
    public void Each_is_reproduced_by_the_command_beside_it() => Assert.All(Parts().Matches(Document), part =>
        Assert.Contains($"`pvmemcontrol check --driver {part.Groups[1].Value} --world {part.Groups[2].Value}`",
            Document[..part.Index], StringComparison.Ordinal));

    [Fact]
    public void Every_MUST_that_a_revision_violates_in_the_worlds_is_reported()
    {
        var told = Parts().Matches(Document).Select(p => p.Groups[3].Value).ToHashSet();
        Assert.All(BrokenModel.All.Where(m => m.Name == "v4").Select(m => m.Requirement),
            requirement => Assert.Contains(requirement, Document, StringComparison.Ordinal));
        Assert.Subset(BrokenModel.All.Where(m => m.Name is "v4" or "v5").Select(m => m.Requirement)
            .Append("PVMC-DRV-032").ToHashSet(), told);
    }

    [GeneratedRegex(@"<!-- generated: counterexample (\S+) (\S+) (\S+) -->")]
    private static partial Regex Parts();
}
