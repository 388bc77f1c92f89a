// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Reporting.Documents;

/// <summary>Guest RAM of a recording as strips of pages.</summary>
internal static class MemoryPictures
{
    /// <summary>The picture of a scenario; null when its process ended before memory was read.</summary>
    internal static MemoryPicture? Of(ScenarioRecording recording, SpecificationWalk walk)
    {
        if (recording.End is null)
        {
            return null;
        }

        IFinalMemory memory = recording;
        var layout = recording.Scenario.Layout;
        var expected = walk.Last is { } last && walk.IsComplete ? last.Host : null;
        return Of(layout, layout.PageCount, memory,
            page => PageImage.Fresh(page, layout.BackingOfPage(page)), page => expected?.Pages[page]);
    }

    /// <summary>The picture of a round. No single order decides what its memory should be.</summary>
    internal static MemoryPicture? Of(RoundRecording recording) => recording.FinalMemory is not { } memory
        ? null
        : Of(RoundLayout.Layout, RoundLayout.ComparedPages, memory,
            page => RoundLayout.Initial(recording.Round, page), _ => null);

    private static MemoryPicture Of(GuestLayout layout, int pages, IFinalMemory memory,
        Func<int, PageImage> before, Func<int, Page?> allowed)
    {
        var regions = ImmutableArray.CreateBuilder<RegionStrip>();
        for (var region = 0; region < layout.Regions.Length; region++)
        {
            var first = layout.FirstPage(region);
            var end = Math.Min(pages, first + layout.Regions[region].Pages);
            if (first < end)
            {
                var strips = Enumerable.Range(first, end - first)
                    .Select(page => Strip(layout, page, memory, before(page), allowed(page)));
                regions.Add(new RegionStrip(Name(layout.Regions[region]), Joined(strips)));
            }
        }

        return new MemoryPicture(regions.ToImmutable());
    }

    private static PageStrip Strip(
        GuestLayout layout, int page, IFinalMemory memory, PageImage before, Page? allowed)
    {
        var atCreate = page < memory.VmasAtCreate.Length ? memory.VmasAtCreate[page] : (byte)VmaFlags.ReadWrite;
        var after = memory.Vmas[page];
        var bytes = memory.Page(page);
        return new PageStrip(page, 1, layout.AddressOfPage(page), PageLooks.Of(atCreate, before.Bytes),
            allowed is { } spec ? PageLooks.Of(spec) : null, PageLooks.Of(after, bytes),
            allowed is { } page1 && !PageLooks.Allows(page1, after, bytes));
    }

    private static ImmutableArray<PageStrip> Joined(IEnumerable<PageStrip> pages)
    {
        List<PageStrip> strips = [];
        foreach (var page in pages)
        {
            if (strips is [.., var last] && last.Continues(page))
            {
                strips[^1] = last with { Count = last.Count + 1 };
            }
            else
            {
                strips.Add(page);
            }
        }

        return [.. strips];
    }

    private static string Name(Region region) =>
        $"0x{region.Start:x}, {region.Length / 1024} KiB, {CounterexampleText.Name(region.Backing)}";
}
