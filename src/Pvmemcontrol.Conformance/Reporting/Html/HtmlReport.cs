// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pvmemcontrol.Conformance.Reporting.Documents;

namespace Pvmemcontrol.Conformance.Reporting.Html;

/// <summary>
/// A report as one page that needs nothing else: no network and no scripts. Its policy forbids both, so that text of a
/// device could run nothing even if it got out of its place. The filters are style sheet rules.
/// </summary>
public static class HtmlReport
{
    private const string StyleName = "HtmlReport.css";

    private static readonly Lazy<string> Style = new(ReadStyle);

    /// <summary>Writes the page.</summary>
    public static void Write(Stream stream, ReportDocument document)
    {
        var html = new Markup();
        Head(html, document);
        Summary(html, document);
        HtmlFindings.Write(html, document);
        Runs(html, document);
        HtmlRequirements.Write(html, document);
        html.Raw("</main>\n<footer><p>").Text($"pvmemcontrol {document.Version}.")
            .Raw("</p></footer>\n</body></html>\n");
        stream.Write(Encoding.UTF8.GetBytes(html.ToString()));
    }

    private static void Head(Markup html, ReportDocument document)
    {
        // The hash is of the exact text between the tags.
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style.Value)));
        html.Raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\n")
            .Raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; ")
            .Raw($"style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'\"/>\n")
            .Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")
            .Raw("<meta name=\"color-scheme\" content=\"light dark\"/>\n<link rel=\"icon\" href=\"data:,\"/>\n")
            .Element("<title>", $"{document.Subject}: {Headline.Of(document)} (pvmemcontrol {document.Command})")
            .Raw("<style>").Raw(Style.Value).Raw("</style></head>\n<body>\n")
            .Raw("<a class=\"skip\" href=\"#findings\">Skip to the findings</a>\n");
    }

    private static void Summary(Markup html, ReportDocument document)
    {
        var look = document.ExitCode == 0 ? "good" : "bad";
        html.Raw($"<header class=\"verdict {look}\">\n")
            .Element("<p class=\"tool\">", $"pvmemcontrol {document.Command} · {document.Subject}")
            .Element("<h1>", Headline.Of(document))
            .Raw("<dl>")
            .Element("<dt>", "exit code").Element("<dd>", $"{document.ExitCode}: {document.Meaning}");
        if (document.Seed is { } seed)
        {
            html.Element("<dt>", "seed").Element("<dd>", seed.ToString(CultureInfo.InvariantCulture));
        }

        html.Element("<dt>", "wall time").Element("<dd>", string.Create(CultureInfo.InvariantCulture,
            $"{document.Runs.Sum(r => r.Seconds):0.0} s in {document.Runs.Length} run")
            + (document.Runs.Length == 1 ? "" : "s")).Raw("</dl>\n");
        foreach (var remark in document.Remarks)
        {
            html.Element("<p class=\"remark\">", remark);
        }

        html.Raw("<nav aria-label=\"Parts of this page\"><a href=\"#findings\">Findings</a> ")
            .Raw("<a href=\"#runs\">Runs</a> <a href=\"#requirements\">Requirements</a></nav>\n</header>\n<main>\n");
    }

    private static void Runs(Markup html, ReportDocument document)
    {
        html.Raw("<section id=\"runs\"><h2>Runs</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" ")
            .Raw("aria-label=\"Table of runs\"><table class=\"plain\"><thead><tr><th scope=\"col\">what</th>")
            .Raw("<th scope=\"col\">how</th><th scope=\"col\">how much</th><th scope=\"col\">time</th>")
            .Raw("<th scope=\"col\">result</th></tr></thead>\n<tbody>\n");
        foreach (var run in document.Runs)
        {
            html.Raw("<tr>").Element("<th scope=\"row\">", run.Name).Element("<td>", run.Measure)
                .Element("<td>", run.Amount)
                .Element("<td class=\"number\">",
                    string.Create(CultureInfo.InvariantCulture, $"{run.Seconds:0.0} s"))
                .Element(run.IsGood ? "<td class=\"ok\">" : "<td class=\"no\">", run.Result).Raw("</tr>\n");
        }

        html.Raw("</tbody></table></div></section>\n");
    }

    private static string ReadStyle()
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream(StyleName)
            ?? throw new InvalidOperationException($"the assembly has no resource {StyleName}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
