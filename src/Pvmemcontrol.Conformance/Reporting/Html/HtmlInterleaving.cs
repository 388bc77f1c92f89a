// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Reporting.Documents;

namespace Pvmemcontrol.Conformance.Reporting.Html;

/// <summary>
/// An interleaving as a table: a column for each actor, time downwards, and each step as a cell from the moment when it
/// begins to the moment when it ends.
/// </summary>
internal static class HtmlInterleaving
{
    private const int ShortResult = 120;

    internal static void Write(Markup html, Interleaving picture, string name)
    {
        if (picture.Steps.IsEmpty)
        {
            return;
        }

        html.Raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"").Text(name).Raw("\">\n")
            .Raw($"<table class=\"lanes lanes{Math.Min(picture.Actors.Length, 4)}\"><thead><tr><th scope=\"col\">")
            .Raw("<span class=\"hidden\">step</span></th>");
        foreach (var actor in picture.Actors)
        {
            html.Element("<th scope=\"col\">", actor);
        }

        html.Raw("</tr></thead>\n<tbody>\n");
        var busyUntil = new int[picture.Actors.Length];
        for (var row = 0; row < picture.Rows; row++)
        {
            Row(html, picture, row, busyUntil);
        }

        html.Raw("</tbody></table></div>\n");
    }

    private static void Row(Markup html, Interleaving picture, int row, int[] busyUntil)
    {
        var beginning = picture.Steps.Where(s => s.First == row).ToDictionary(s => s.Actor);
        var numbers = string.Join(", ", beginning.Values.Select(s => s.Number).Order());
        html.Raw(beginning.Values.Any(s => s.IsMarked) ? "<tr class=\"marked\">" : "<tr>")
            .Element("<td class=\"moment\">", numbers);
        for (var actor = 0; actor < picture.Actors.Length; actor++)
        {
            if (beginning.TryGetValue(actor, out var step))
            {
                busyUntil[actor] = step.Last + 1;
                Cell(html, step);
            }
            else if (busyUntil[actor] <= row)
            {
                html.Raw("<td class=\"idle\"></td>");
            }
        }

        html.Raw("</tr>\n");
    }

    private static void Cell(Markup html, InterleavedStep step)
    {
        var span = step.Last - step.First + 1;
        html.Raw($"<td class=\"step{(step.IsMarked ? " shows" : "")}{(step.IsInFlight ? " flying" : "")}\"")
            .Raw(span > 1 ? $" rowspan=\"{span}\">" : ">");
        if (step.IsMarked)
        {
            html.Raw("<span class=\"mark\">here</span> ");
        }

        if (step.Source is { } source)
        {
            html.Element("<span class=\"line\">", source);
        }

        html.Element("<span class=\"does\">", step.Text);
        if (step.IsInFlight)
        {
            html.Element("<span class=\"result\">", "did not return");
        }
        else if (step.Result is { Length: > ShortResult } state)
        {
            html.Raw("<details><summary>the state afterwards</summary>").Text(state).Raw("</details>");
        }
        else if (step.Result is { Length: > 0 } result)
        {
            html.Element("<span class=\"result\">", result);
        }

        html.Raw("</td>");
    }
}
