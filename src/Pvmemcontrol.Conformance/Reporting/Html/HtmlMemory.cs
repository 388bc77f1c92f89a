// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Globalization;
using Pvmemcontrol.Conformance.Reporting.Documents;

namespace Pvmemcontrol.Conformance.Reporting.Html;

/// <summary>Guest RAM as strips of pages: before, as the specification has it, and after.</summary>
internal static class HtmlMemory
{
    /// <summary>Of one region: more are not read by anybody.</summary>
    private const int MostRuns = 48;

    internal static void Write(Markup html, MemoryPicture memory)
    {
        html.Raw("<h4>Guest RAM</h4>\n<p class=\"legend\">Each column is a page, or neighbouring pages that are ")
            .Raw("alike: protection, then L locked, D not dumped, M mergeable, X executable, then what it holds. ")
            .Raw("✗ marks what the specification does not allow.</p>\n<div class=\"ram\">\n");
        foreach (var region in memory.Regions)
        {
            Region(html, region);
        }

        html.Raw("</div>\n");
    }

    private static void Region(Markup html, RegionStrip region)
    {
        var runs = Shown(region);
        html.Raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Guest RAM at ").Text(region.Name)
            .Raw("\">\n<table class=\"strip\"><caption>").Text(region.Name)
            .Text(runs.Length < region.Runs.Length ? $" ({region.Runs.Length - runs.Length} columns left out)" : "")
            .Raw("</caption>\n<thead><tr><th scope=\"row\">page</th>");
        foreach (var run in runs)
        {
            html.Element(run.IsWrong ? "<th scope=\"col\" class=\"wrong\">" : "<th scope=\"col\">", Pages(run));
        }

        html.Raw("</tr></thead>\n<tbody>");
        Row(html, "before", runs, r => r.Before, _ => false);
        if (runs.Any(r => r.Allowed is not null && (r.IsWrong || r.Allowed != r.After)))
        {
            Row(html, "allowed", runs, r => r.Allowed, _ => false);
        }

        Row(html, "after", runs, r => r.After, r => r.IsWrong);
        html.Raw("</tbody></table></div>\n");
    }

    private static ImmutableArray<PageStrip> Shown(RegionStrip region) => region.Runs.Length <= MostRuns
        ? region.Runs
        : [.. region.Runs.OrderByDescending(r => r.IsWrong).ThenByDescending(r => r.Before != r.After)
            .Take(MostRuns).OrderBy(r => r.First)];

    private static void Row(Markup html, string head, ImmutableArray<PageStrip> runs,
        Func<PageStrip, PageLook?> look, Func<PageStrip, bool> isWrong)
    {
        html.Raw("<tr>").Element("<th scope=\"row\">", head);
        foreach (var run in runs)
        {
            if (look(run) is not { } page)
            {
                html.Raw("<td></td>");
                continue;
            }

            html.Raw($"<td class=\"{Paint(page)}{(isWrong(run) ? " wrong" : "")}\">")
                .Raw(isWrong(run) ? "<span class=\"cross\">✗</span> " : "")
                .Element("<span class=\"prot\">", $"{page.Protection} {page.Attributes}".TrimEnd())
                .Element("<span class=\"holds\">", page.Content).Raw("</td>");
        }

        html.Raw("</tr>\n");
    }

    /// <summary>The colour of a page; what it stands for is written in the cell too.</summary>
    private static string Paint(PageLook page) =>
        page.Content == "zeros" ? "zeros"
        : page.Content == "file" ? "file"
        : page.Content.StartsWith("fill", StringComparison.Ordinal)
            && !page.Content.Contains(" + ", StringComparison.Ordinal) ? "fill"
        : page.Content == "nothing" ? "nothing"
        : "data";

    private static string Pages(PageStrip run) => run.Count == 1
        ? run.First.ToString(CultureInfo.InvariantCulture)
        : $"{run.First}–{run.First + run.Count - 1}";
}
