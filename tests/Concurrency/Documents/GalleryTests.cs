// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Concurrency.Broken;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Documents;
using Xunit;

namespace Pvmemcontrol.Concurrency.Documents;

/// <summary>docs/race-gallery.md has an entry for every broken variant: what a search finds in it.</summary>
public sealed class GalleryTests
{
    private static readonly string File = Repository.PathOf("docs", "race-gallery.md");
    private static readonly string Document = System.IO.File.ReadAllText(File);

    /// <summary>A search is the same in every run: its seeds are fixed, and one task runs at a time.</summary>
    [Fact]
    public void The_gallery_is_what_the_searches_find_now() => new GeneratedPart(File, "races").MustBe(
        string.Join('\n', BrokenVariant.All.Select(variant => GalleryText.Entry(variant, Hunt.Run(variant)))));

    [Fact]
    public void It_says_how_it_is_updated() =>
        Assert.Contains(GeneratedPart.UpdateCommand, Document, StringComparison.Ordinal);

    [Fact]
    public void It_has_an_entry_for_every_broken_variant_and_no_other() => Assert.Equal(
        BrokenVariant.All.Select(GalleryText.Heading).Order(),
        Document.Split('\n').Where(line => line.StartsWith("## PVMC-", StringComparison.Ordinal)).Order());

    [Fact]
    public void Every_entry_tells_its_requirement_the_schedules_and_the_interleaving() =>
        Assert.All(BrokenVariant.All, variant =>
        {
            var start = Document.IndexOf(GalleryText.Heading(variant), StringComparison.Ordinal);
            var end = Document.IndexOf("\n## PVMC-", start + 1, StringComparison.Ordinal);
            var entry = end < 0 ? Document[start..] : Document[start..end];
            Assert.Contains(variant.Idea, entry, StringComparison.Ordinal);
            Assert.Matches($"found by {variant.Strategy}, schedule [0-9,]+", entry);
            Assert.Matches(@"```\n +\S(.|\n)*\n +1 (.|\n)*\n" + variant.Requirement + ": .+\n```", entry);
        });
}
