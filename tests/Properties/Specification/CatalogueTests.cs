// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Specification;

/// <summary>The catalogue as a whole.</summary>
public sealed class CatalogueTests
{
    [Fact]
    public void Every_statement_has_an_RFC_2119_word_of_its_level() => Assert.All(Catalogue.All, r =>
        Assert.Contains(r.Level.ToString().ToUpperInvariant(), r.Statement, StringComparison.Ordinal));

    [Fact]
    public void A_SHOULD_is_always_decided() => Assert.All(
        Catalogue.All.Where(r => r.Level == RequirementLevel.Should), r =>
            Assert.Equal(RequirementBasis.Decided, r.Basis));

    [Fact]
    public void Only_a_MUST_by_the_patch_by_safety_or_by_measurement_makes_a_violation() => Assert.All(
        Catalogue.All, r =>
            Assert.Equal(r.Level == RequirementLevel.Must && r.Basis != RequirementBasis.Decided, r.MakesViolation));

    [Theory]
    [InlineData("PVMC-DEV-012")]
    [InlineData("pvmc-dev-012")]
    [InlineData("dev-012")]
    public void An_entry_is_found_by_its_ID(string id) =>
        Assert.Equal("PVMC-DEV-012", Catalogue.Find(id)?.Id.ToString());

    [Fact]
    public void There_is_no_entry_by_another_ID() => Assert.Null(Catalogue.Find("DEV-999"));
}
