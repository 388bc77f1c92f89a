// SPDX-License-Identifier: Apache-2.0

using System.Text.RegularExpressions;
using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Specification;

/// <summary>The document says what the model says.</summary>
public sealed partial class DocumentTests
{
    private static readonly string Document = File.ReadAllText(Repository.PathOf("docs", "invariants.md"));

    /// <summary>After a change: <c>pvmemcontrol requirements --refresh docs/invariants.md</c>.</summary>
    [Fact]
    public void The_generated_parts_are_as_the_model_has_them_now() =>
        Assert.Equal(SpecificationText.Refresh(Document), Document);

    [Fact]
    public void Every_requirement_stands_in_it_once() => Assert.All(
        Catalogue.All, r => Assert.Single(Regex.Matches(Document, $@"\*\*{r.Id}\*\*")));

    [Fact]
    public void It_names_no_requirement_that_does_not_exist() => Assert.All(
        Ids().Matches(Document), id => Assert.NotNull(Catalogue.Find(id.Value)));

    [Fact]
    public void A_part_without_an_end_is_an_error() =>
        Assert.Throws<FormatException>(() => SpecificationText.Refresh("<!-- generated: transport table -->\n"));

    [GeneratedRegex(@"PVMC-[A-Z]+-\d{3}")]
    private static partial Regex Ids();
}
