// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Reporting.Documents;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Reporting.Html;

/// <summary>The findings as cards.</summary>
internal static class HtmlFindings
{
    /// <summary>Writes them, with a filter for each severity.</summary>
    internal static void Write(Markup html, ReportDocument document)
    {
        html.Raw("<section id=\"findings\"><h2>Findings</h2>\n");
        if (document.Findings.IsEmpty)
        {
            html.Raw("<p>None.</p></section>\n");
            return;
        }

        Filters(html, document);
        Overview(html, document);
        for (var i = 0; i < document.Findings.Length; i++)
        {
            Card(html, document.Findings[i], i);
        }

        html.Raw("</section>\n");
    }

    /// <summary>The class of a severity in the style sheet, and the name of its filter.</summary>
    internal static string ClassOf(Severity severity) => severity switch
    {
        Severity.Violation => "violation",
        Severity.Suspected => "suspected",
        Severity.HostModelDiffers => "host",
        Severity.Deviation => "deviation",
        _ => throw new ArgumentOutOfRangeException(nameof(severity)),
    };

    private static void Filters(Markup html, ReportDocument document)
    {
        html.Raw("<fieldset class=\"filters\"><legend>Show</legend>\n");
        foreach (var severity in Enum.GetValues<Severity>().Where(s => document.Count(s) > 0))
        {
            html.Raw($"<label><input type=\"checkbox\" id=\"show-{ClassOf(severity)}\" checked=\"\"/> ")
                .Text($"{severity.Word()} ({document.Count(severity)})").Raw("</label>\n");
        }

        html.Raw("</fieldset>\n");
    }

    private static void Overview(Markup html, ReportDocument document)
    {
        html.Raw("<ol class=\"overview\">\n");
        for (var i = 0; i < document.Findings.Length; i++)
        {
            var finding = document.Findings[i];
            html.Raw($"<li class=\"{ClassOf(finding.Severity)}\"><a href=\"#{ReportFinding.Anchor(i)}\">")
                .Text($"{finding.Requirement.Id} {finding.Requirement.Title}").Raw("</a> ")
                .Element("<span class=\"tag\">", finding.Severity.Word()).Raw("</li>\n");
        }

        html.Raw("</ol>\n");
    }

    private static void Card(Markup html, ReportFinding finding, int index)
    {
        var requirement = finding.Requirement;
        html.Raw($"<article class=\"card {ClassOf(finding.Severity)}\" id=\"{ReportFinding.Anchor(index)}\">\n<h3>")
            .Element("<span class=\"tag\">", finding.Severity.Word())
            .Raw($"<a href=\"#{AnchorOf(requirement)}\">").Text(requirement.Id.ToString()).Raw("</a> ")
            .Text(requirement.Title).Raw("</h3>\n")
            .Element("<p class=\"where\">", finding.Where)
            .Raw("<dl class=\"seen\"><dt>observed</dt>").Element("<dd class=\"observed\">", finding.Observed);
        if (finding.Allowed is { } allowed)
        {
            html.Raw("<dt>allowed</dt>").Element("<dd class=\"allowed\">", allowed);
        }

        html.Raw("</dl>\n");
        Normative(html, requirement);
        foreach (var line in finding.Before)
        {
            html.Element("<p class=\"before\">", line);
        }

        HtmlInterleaving.Write(html, finding.Steps, $"Steps of {requirement.Id}");
        if (finding.Memory is { } memory)
        {
            HtmlMemory.Write(html, memory);
        }

        Rest(html, finding);
        html.Raw("</article>\n");
    }

    /// <summary>The requirement as the specification has it.</summary>
    internal static void Normative(Markup html, Requirement requirement) => html
        .Raw("<blockquote>").Element("<p>", requirement.Statement)
        .Raw("<p class=\"why\">Why: ").Text(requirement.Rationale).Raw("</p>\n<p class=\"source\">")
        .Text($"{CounterexampleText.Word(requirement)}, {CounterexampleText.BasisName(requirement)}. ")
        .Text($"Source: {requirement.Source}").Raw("</p></blockquote>\n");

    /// <summary>The name of a requirement's row.</summary>
    internal static string AnchorOf(Requirement requirement) => requirement.Id.ToString().ToLowerInvariant();

    private static void Rest(Markup html, ReportFinding finding)
    {
        html.Raw("<ul class=\"rest\">\n");
        foreach (var place in finding.Places)
        {
            html.Element("<li>", $"{place.What}: {place.File}:{place.Line}");
        }

        foreach (var line in finding.Provenance)
        {
            html.Element("<li>", line);
        }

        if (finding.TraceFile is { } trace)
        {
            html.Raw("<li>trace: ").Element("<code>", trace).Raw("</li>\n");
        }

        if (finding.Again is { } again)
        {
            html.Raw("<li>again: ").Element("<code>", again).Raw("</li>\n");
        }

        html.Raw("</ul>\n");
    }
}
