// SPDX-License-Identifier: Apache-2.0

using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Conformance.Reporting.Documents;
using Pvmemcontrol.Conformance.Reporting.Formats;
using Pvmemcontrol.Properties.Support;
using Pvmemcontrol.Properties.Tool;
using Xunit;

namespace Pvmemcontrol.Properties.Reports;

/// <summary>Reports for programs have the form that they say.</summary>
public sealed class MachineReportTests
{
    private static readonly ReportDocument Model = WorldReport.Of([SampleReports.World], (2, "a violation"));

    [SarifFact]
    public void SARIF_fits_its_schema_whatever_a_device_says() =>
        Schemas.AssertFits(Schemas.Sarif!, Sarif(SampleReports.Mixed));

    [SarifFact]
    public void SARIF_of_a_driver_fits_its_schema() => Schemas.AssertFits(Schemas.Sarif!, Sarif(Model));

    [Fact]
    public void The_place_of_a_device_finding_is_its_requirement_in_the_specification()
    {
        var result = Results(SampleReports.Mixed)[0];
        var place = result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation");
        Assert.Equal("docs/invariants.md#pvmc-dev-048", place.GetProperty("uri").GetString());
        Assert.Equal("error", result.GetProperty("level").GetString());
    }

    [Fact]
    public void The_place_of_a_driver_finding_is_the_line_of_its_source()
    {
        var document = Model with
        {
            Findings = [Model.Findings[0] with { Places = [new SourcePlace("drivers/a b.c", 7, "at")] }],
        };
        var place = Results(document)[0].GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal("drivers/a%20b.c", place.GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal(7, place.GetProperty("region").GetProperty("startLine").GetInt32());
    }

    [Fact]
    public void JSON_fits_the_schema_in_docs() => Schemas.AssertFits(Schemas.Own("report.schema.json"), Parsed(s =>
        JsonReport.Write(s, [SampleReports.Verdict(SampleReports.Round(Model.Findings[0].Requirement))], 2)));

    [CFact]
    public void JSON_of_a_run_fits_the_schema_in_docs() =>
        Schemas.AssertFits(Schemas.Own("report.schema.json"), ConformRun.Of(ConformRun.Violating).Json);

    [Fact]
    public void JSON_of_a_driver_fits_the_schema_in_docs() => Schemas.AssertFits(
        Schemas.Own("driver-report.schema.json"), Parsed(s => WorldJson.Write(s, [SampleReports.World], 2)));

    [Fact]
    public void JUnit_of_a_driver_fails_where_the_command_does()
    {
        using var stream = new MemoryStream();
        DriverJUnit.Write(stream, Model);
        stream.Position = 0;
        var suite = XDocument.Load(stream).Root!.Element("testsuite")!;
        Assert.Equal(Model.Findings.Count(f => f.Fails), suite.Descendants("failure").Count());
        Assert.Equal($"{suite.Descendants("failure").Count()}", suite.Attribute("failures")!.Value);
    }

    [Fact]
    public void In_Markdown_a_hostile_device_opens_no_element_and_closes_no_block()
    {
        using var stream = new MemoryStream();
        MarkdownReport.Write(stream, SampleReports.Mixed);
        var text = Encoding.UTF8.GetString(stream.ToArray());
        var outside = text.Split("```````text\n").SelectMany((part, i) =>
            i == 0 ? [part] : part.Split("\n```````\n").Skip(1)).ToList();
        Assert.True(outside.Count > 1);
        Assert.All(outside, part => Assert.DoesNotContain("script>", part, StringComparison.Ordinal));
        Assert.All(outside, part => Assert.DoesNotContain("**bold**", part, StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', text);
    }

    [Fact]
    public void A_small_state_space_is_a_graph_with_every_state()
    {
        using var stream = new MemoryStream();
        DotReport.Write(stream, [SampleReports.World]);
        var dot = Encoding.UTF8.GetString(stream.ToArray());
        Assert.StartsWith("digraph", dot, StringComparison.Ordinal);
        Assert.Equal(dot.Count(c => c == '{'), dot.Count(c => c == '}'));
    }

    private static JsonElement Sarif(ReportDocument document) => Parsed(s => SarifReport.Write(s, document));

    private static JsonElement Results(ReportDocument document) =>
        Sarif(document).GetProperty("runs")[0].GetProperty("results");

    private static JsonElement Parsed(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return JsonDocument.Parse(stream.ToArray()).RootElement;
    }
}
