// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Concurrency.Broken;
using Pvmemcontrol.Concurrency.Support;
using Xunit;

namespace Pvmemcontrol.Concurrency.Gallery;

/// <summary>
/// docs/race-gallery.md has an entry for every broken variant. What stands in an entry may differ from what a search
/// gives today: which schedule comes first depends on every step of the code.
/// </summary>
public sealed class GalleryTests
{
    private const string Refresh = "PVMEMCONTROL_REFRESH_GALLERY";
    private static readonly string File = Repository.PathOf("docs", "race-gallery.md");

    /// <summary>Writes the entries anew when the variable is set; see the document.</summary>
    [Fact]
    public void The_gallery_is_written_anew_on_request()
    {
        if (Environment.GetEnvironmentVariable(Refresh) is null or "")
        {
            return;
        }

        var text = GalleryText.Head(System.IO.File.ReadAllText(File));
        foreach (var variant in BrokenVariant.All)
        {
            var result = MutantRun.Run(variant);
            Assert.True(MutantRun.Names(result, variant), variant.Name);
            text += GalleryText.Entry(variant, result);
        }

        System.IO.File.WriteAllText(File, text.TrimEnd('\n') + "\n");
    }

    [Fact]
    public void It_says_how_it_is_written_anew() =>
        Assert.Contains(Refresh, System.IO.File.ReadAllText(File), StringComparison.Ordinal);

    [Fact]
    public void It_has_an_entry_for_every_broken_variant_and_no_other() => Assert.Equal(
        BrokenVariant.All.Select(GalleryText.Heading).Order(),
        System.IO.File.ReadLines(File).Where(line => line.StartsWith("## PVMC-", StringComparison.Ordinal)).Order());

    [Fact]
    public void Every_entry_tells_its_requirement_the_schedules_and_the_interleaving()
    {
        var document = System.IO.File.ReadAllText(File);
        Assert.All(BrokenVariant.All, variant =>
        {
            var start = document.IndexOf(GalleryText.Heading(variant), StringComparison.Ordinal);
            var end = document.IndexOf("\n## PVMC-", start + 1, StringComparison.Ordinal);
            var entry = end < 0 ? document[start..] : document[start..end];
            Assert.Contains(variant.Idea, entry, StringComparison.Ordinal);
            Assert.Matches($"found by {variant.Strategy}, schedule [0-9,]+", entry);
            Assert.Matches(@"```\n +\S(.|\n)*\n +1 (.|\n)*\n" + variant.Requirement + ": .+\n```", entry);
        });
    }
}
