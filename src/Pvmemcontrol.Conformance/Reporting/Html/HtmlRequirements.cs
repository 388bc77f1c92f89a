// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Conformance.Reporting.Documents;

namespace Pvmemcontrol.Conformance.Reporting.Html;

/// <summary>The coverage by requirement; each row opens to the requirement's text.</summary>
internal static class HtmlRequirements
{
    private static readonly (CoverageState State, string Name, string Words)[] States =
    [
        (CoverageState.NotMet, "notmet", "not met"),
        (CoverageState.Never, "never", "never exercised"),
        (CoverageState.Met, "met", "met"),
        (CoverageState.NotTestable, "untestable", "not testable here"),
    ];

    internal static void Write(Markup html, ReportDocument document)
    {
        html.Raw("<section id=\"requirements\"><h2>Requirements</h2>\n<fieldset class=\"filters\"><legend>Show")
            .Raw("</legend>\n");
        foreach (var (state, name, words) in States)
        {
            html.Raw($"<label><input type=\"checkbox\" id=\"show-{name}\" checked=\"\"/> ")
                .Text($"{words} ({document.Requirements.Count(r => r.State == state)})").Raw("</label>\n");
        }

        html.Raw("</fieldset>\n<table class=\"plain coverage\"><thead><tr><th scope=\"col\">requirement</th>")
            .Raw("<th scope=\"col\">level</th><th scope=\"col\">exercised</th><th scope=\"col\">result</th>")
            .Raw("</tr></thead>\n<tbody>\n");
        foreach (var row in document.Requirements)
        {
            Row(html, row);
        }

        html.Raw("</tbody></table></section>\n");
    }

    private static void Row(Markup html, ReportRequirement row)
    {
        var requirement = row.Requirement;
        var (_, name, words) = States.Single(s => s.State == row.State);
        html.Raw($"<tr class=\"{name}\" id=\"{HtmlFindings.AnchorOf(requirement)}\"><th scope=\"row\">")
            .Raw("<details><summary>").Text($"{requirement.Id} {requirement.Title}").Raw("</summary>");
        HtmlFindings.Normative(html, requirement);
        html.Raw("</details></th>")
            .Element("<td>", $"{CounterexampleText.Word(requirement)}, {CounterexampleText.BasisName(requirement)}")
            .Element("<td class=\"number\">", row.Exercised is > 0
                ? row.Exercised.Value.ToString("N0", CultureInfo.InvariantCulture)
                : "–")
            .Element("<td class=\"result\">", row.State switch
            {
                CoverageState.NotMet => $"{words}: {string.Join(", ", row.NotMetBy)}",
                CoverageState.NotTestable => row.NotTestable ?? words,
                CoverageState.Met or CoverageState.Never => words,
                _ => throw new ArgumentOutOfRangeException(nameof(row)),
            }).Raw("</tr>\n");
    }
}
