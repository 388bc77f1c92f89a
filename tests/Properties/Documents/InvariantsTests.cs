// SPDX-License-Identifier: Apache-2.0

using System.Text.RegularExpressions;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Documents;

/// <summary>docs/invariants.md and the catalogue name the same requirements.</summary>
public sealed partial class InvariantsTests
{
    private static readonly string Document = File.ReadAllText(Repository.PathOf("docs", "invariants.md"));

    [Fact]
    public void Every_requirement_stands_in_it_once() => Assert.All(
        Catalogue.All, r => Assert.Single(Regex.Matches(Document, $@"\*\*{r.Id}\*\*")));

    [Fact]
    public void It_names_no_requirement_that_does_not_exist() => Assert.All(
        Ids().Matches(Document), id => Assert.NotNull(Catalogue.Find(id.Value)));

    [GeneratedRegex(@"PVMC-[A-Z]+-\d{3}")]
    private static partial Regex Ids();
}
