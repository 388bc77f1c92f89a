// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Concurrency.Broken;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Documents;
using Xunit;

namespace Pvmemcontrol.Concurrency.Documents;

/// <summary>docs/race-gallery.md has an entry for every broken variant: what a search finds in it.</summary>
[Collection(Alone.Name)]
public sealed class GalleryTests
{
    private static readonly string File = Repository.PathOf("docs", "race-gallery.md");

    /// <summary>A search that runs alone is the same each time: seeds are fixed, and one task runs at a time.</summary>
    [Fact]
    public void Its_entries_are_what_the_searches_find_now() =>
        new GeneratedPart(File, "races").MustBe(string.Join('\n', BrokenVariant.All.Select(Entry)));

    [Fact]
    public void It_says_how_it_is_updated() => Assert.Contains(
        GeneratedPart.UpdateCommand, System.IO.File.ReadAllText(File), StringComparison.Ordinal);

    [Fact]
    public void Every_entry_has_its_requirement_the_schedules_and_the_interleaving() =>
        Assert.All(BrokenVariant.All, variant =>
        {
            var entry = Entry(variant);
            Assert.StartsWith($"## {variant.Requirement} {variant.Name}", entry, StringComparison.Ordinal);
            Assert.Contains(variant.Idea, entry, StringComparison.Ordinal);
            Assert.Matches($"found by {variant.Strategy}, schedule [0-9,]+", entry);
            Assert.Matches(@"```\n +\S(.|\n)*\n +1 (.|\n)*\n" + variant.Requirement + ": .+\n```", entry);
        });

    private static string Entry(BrokenVariant variant) => GalleryText.Entry(variant, MutantRun.Run(variant));
}
