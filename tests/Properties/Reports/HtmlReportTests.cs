// SPDX-License-Identifier: Apache-2.0

using System.Xml;
using System.Xml.Linq;
using Pvmemcontrol.Conformance.Reporting.Documents;
using Pvmemcontrol.Conformance.Reporting.Html;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Reports;

/// <summary>The page is well-formed and complete in itself, and nothing that a device says gets out of its place.
/// </summary>
public sealed class HtmlReportTests
{
    private const int Mebibyte = 1 << 20;

    private static readonly string[] Elements =
    [
        "html", "head", "meta", "link", "title", "style", "body", "a", "header", "main", "footer", "section", "nav",
        "article", "h1", "h2", "h3", "h4", "p", "dl", "dt", "dd", "ol", "ul", "li", "span", "code", "blockquote",
        "fieldset", "legend", "label", "input", "div", "table", "caption", "thead", "tbody", "tr", "th", "td",
        "details", "summary",
    ];

    private static readonly XElement Page = PageOf(SampleReports.Mixed);

    [Fact]
    public void The_page_loads_nothing_and_runs_nothing()
    {
        Assert.All(Page.DescendantsAndSelf(), e => Assert.Contains(e.Name.LocalName, Elements));
        var attributes = Page.Descendants().Attributes().ToList();
        Assert.DoesNotContain(attributes, a => a.Name.LocalName.StartsWith("on", StringComparison.Ordinal)
            || a.Name.LocalName is "src" or "style" or "action");
        Assert.All(attributes.Where(a => a.Name.LocalName == "href"), a => Assert.Matches("^(#|data:,$)", a.Value));
        Assert.Contains("default-src 'none'", Page.Descendants("meta").Attributes("content").Select(a => a.Value)
            .First(v => v.Contains("src", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain("url(", Page.Descendants("style").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_hostile_device_says_is_text_without_controls_and_not_all_of_it()
    {
        var card = Page.Descendants("article").Single(a => a.Element("h3")!.Value.Contains("PVMC-DEV-048",
            StringComparison.Ordinal));
        var observed = card.Descendants("dd").First().Value;
        Assert.StartsWith("</p><script>document.title='run'</script><img src=x onerror=alert(1)>␛[2J␛]0;title␇",
            observed, StringComparison.Ordinal);
        Assert.Contains(@"\u{202e} reversed", observed, StringComparison.Ordinal);
        Assert.InRange(observed.Length, 2000, 2100);
        Assert.EndsWith("more characters)", observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_finding_has_a_card_with_its_requirement_in_full_and_a_link_to_it()
    {
        var cards = Page.Descendants("article").ToList();
        Assert.Equal(SampleReports.Mixed.Findings.Length, cards.Count);
        Assert.All(SampleReports.Mixed.Findings.Zip(cards), pair =>
        {
            var (finding, card) = pair;
            var text = card.Element("blockquote")!.Value;
            Assert.Contains(finding.Requirement.Statement, text, StringComparison.Ordinal);
            Assert.Contains(finding.Requirement.Rationale, text, StringComparison.Ordinal);
            Assert.Contains(card.Descendants("a").First().Attribute("href")!.Value[1..],
                Page.Descendants("tr").Attributes("id").Select(i => i.Value));
        });
        Assert.Equal(Page.Descendants().Attributes("id").Count(),
            Page.Descendants().Attributes("id").Select(a => a.Value).Distinct().Count());
    }

    [Fact]
    public void Steps_that_overlap_stand_side_by_side_and_every_row_has_each_column_once()
    {
        foreach (var table in Page.Descendants("table").Where(t => Has(t, "lanes")))
        {
            var columns = table.Element("thead")!.Descendants("th").Count();
            var (open, rows) = (new Queue<int>(), table.Element("tbody")!.Elements("tr").ToList());
            foreach (var row in rows)
            {
                var spans = row.Elements("td").Select(c => (int?)c.Attribute("rowspan") ?? 1).ToList();
                Assert.Equal(columns, open.Count + spans.Count);
                open = new Queue<int>(open.Concat(spans).Select(s => s - 1).Where(s => s > 0));
            }

            Assert.Empty(open);
        }

        var round = Page.Descendants("article").Single(a => a.Value.Contains("a late reply", StringComparison.Ordinal));
        var longest = round.Descendants("td").MaxBy(c => (int?)c.Attribute("rowspan") ?? 1)!;
        Assert.Contains("DONTNEED", longest.Value, StringComparison.Ordinal);
        Assert.Equal("4", longest.Attribute("rowspan")!.Value);
    }

    [Fact]
    public void The_strip_of_guest_RAM_marks_the_page_that_is_not_as_allowed()
    {
        var card = Page.Descendants("article").First(a => a.Value.Contains("a deviation", StringComparison.Ordinal));
        var strip = card.Descendants("table").First(t => Has(t, "strip"));
        var column = strip.Element("thead")!.Descendants("th").ToList()
            .FindIndex(h => h.Value == $"{SampleReports.LostPage}");
        var cells = strip.Element("tbody")!.Elements("tr")
            .ToDictionary(r => r.Element("th")!.Value, r => r.Elements("td").ElementAt(column - 1).Value);
        Assert.Equal("rwzeros", string.Concat(cells["before"].Where(c => !char.IsWhiteSpace(c))));
        Assert.Equal("rwfill1", string.Concat(cells["allowed"].Where(c => !char.IsWhiteSpace(c))));
        Assert.Equal("✗rwzeros", string.Concat(cells["after"].Where(c => !char.IsWhiteSpace(c))));
        Assert.Single(card.Descendants("td"), c => Has(c, "wrong"));
    }

    [Fact]
    public void Twenty_long_findings_are_less_than_a_mebibyte()
    {
        var found = Catalogue.All.Where(r => r.MakesViolation).Take(20)
            .Select(r => SampleReports.Scenario(r, SampleReports.Hostile, steps: 60)).ToArray();
        using var stream = new MemoryStream();
        HtmlReport.Write(stream, SampleReports.Document(found));
        Assert.InRange(stream.Length, 1, Mebibyte);
    }

    [Fact]
    public void A_counterexample_of_a_world_has_a_column_for_each_task_and_the_lines_of_the_driver()
    {
        var page = PageOf(WorldReport.Of([SampleReports.World], (2, "a violation")));
        var lanes = page.Descendants("table").First(t => Has(t, "lanes"));
        Assert.Equal(["step", "task A", "task B"], lanes.Element("thead")!.Descendants("th").Select(h => h.Value));
        Assert.Contains("pvmemcontrol.c:243", lanes.Element("tbody")!.Elements("tr").Last().Value,
            StringComparison.Ordinal);
    }

    [ChromiumFact]
    public void A_browser_shows_the_page_without_a_complaint()
    {
        var (errors, dom) = Chromium.Load(PageText(SampleReports.Mixed));
        Assert.DoesNotContain("CONSOLE", errors, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;document.title='run'&lt;/script&gt;", dom, StringComparison.Ordinal);
        Assert.DoesNotContain("<title>run</title>", dom, StringComparison.Ordinal);
    }

    private static bool Has(XElement element, string name) =>
        element.Attribute("class")?.Value.Split(' ').Contains(name) == true;

    private static string PageText(ReportDocument document)
    {
        using var stream = new MemoryStream();
        HtmlReport.Write(stream, document);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static XElement PageOf(ReportDocument document)
    {
        using var reader = XmlReader.Create(new StringReader(PageText(document)),
            new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader).Root!;
    }
}
