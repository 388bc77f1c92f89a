// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Xml;
using Pvmemcontrol.Conformance.Reporting.Documents;

namespace Pvmemcontrol.Conformance.Reporting.Formats;

/// <summary>
/// What check found, in the XML that CI systems show: one suite, with a case for each requirement. A case fails only if
/// it makes the command fail; what none of the worlds judges is skipped.
/// </summary>
public static class DriverJUnit
{
    /// <summary>Writes the report.</summary>
    public static void Write(Stream stream, ReportDocument document)
    {
        using var xml = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true });
        var findings = document.Findings.ToLookup(f => f.Requirement);
        xml.WriteStartElement("testsuites");
        xml.WriteAttributeString("name", "pvmemcontrol");
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", ShownText.Line(document.Subject));
        xml.WriteAttributeString("tests", Number(document.Requirements.Length));
        xml.WriteAttributeString("failures", Number(document.Requirements
            .Count(r => findings[r.Requirement].Any(f => f.Fails))));
        xml.WriteAttributeString("skipped", Number(document.Requirements.Count(IsSkipped)));
        xml.WriteAttributeString("time",
            document.Runs.Sum(r => r.Seconds).ToString("0.000", CultureInfo.InvariantCulture));
        foreach (var row in document.Requirements)
        {
            xml.WriteStartElement("testcase");
            xml.WriteAttributeString("classname", ShownText.Line(document.Subject));
            xml.WriteAttributeString("name", $"{row.Requirement.Id} {row.Requirement.Title}");
            Result(xml, row, [.. findings[row.Requirement]]);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static bool IsSkipped(ReportRequirement row) =>
        row.State is CoverageState.NotTestable or CoverageState.Never;

    private static void Result(XmlWriter xml, ReportRequirement row, List<ReportFinding> findings)
    {
        if (IsSkipped(row))
        {
            xml.WriteStartElement("skipped");
            xml.WriteAttributeString("message", row.NotTestable ?? "no world judged it");
            xml.WriteEndElement();
        }
        else if (findings.Find(f => f.Fails) is { } failing)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", failing.Severity.Word());
            xml.WriteAttributeString("message", $"observed {ShownText.Line(failing.Observed)}");
            xml.WriteString(Account(failing));
            xml.WriteEndElement();
        }
        else if (findings is [var deviation, ..])
        {
            xml.WriteElementString("system-out",
                $"deviation: observed {ShownText.Line(deviation.Observed)}\n{Account(deviation)}");
        }
    }

    private static string Account(ReportFinding finding) => string.Join('\n',
    [
        ShownText.Line(finding.Where),
        .. finding.Steps.Steps.Select(s => ShownText.Line(
            $"{s.Number,4}  {finding.Steps.Actors[s.Actor]}: {s.Action}")),
        "",
    ]);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
