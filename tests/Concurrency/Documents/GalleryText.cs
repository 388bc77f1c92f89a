// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using Pvmemcontrol.Concurrency.Broken;
using Pvmemcontrol.Concurrency.Races;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Documents;

/// <summary>docs/race-gallery.md: what goes wrong with each broken variant, in one schedule.</summary>
internal static class GalleryText
{
    /// <summary>An entry, from a search that named the requirement.</summary>
    internal static string Entry(BrokenVariant variant, SearchResult result)
    {
        var requirement = Catalogue.Find(variant.Requirement)!;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## {variant.Requirement} {variant.Name}, {variant.Race}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"**{variant.Idea}** {AllRaces.Find(variant.Race).Title}\n\n");
        text.Append(CultureInfo.InvariantCulture,
            $"Breaks *{requirement.Title}*; found by {variant.Strategy}, schedule {result.Schedules:N0}.\n\n```\n");
        foreach (var line in Table.Lines(result.Journal))
        {
            text.Append(line).Append('\n');
        }

        return text.Append('\n').Append(result.Finding!.Split('\n')[0]).Append("\n```\n").ToString();
    }
}
