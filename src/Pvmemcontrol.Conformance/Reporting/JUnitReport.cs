// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Xml;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Reporting;

/// <summary>
/// Verdicts in the XML that CI systems show: a suite a run, in it a case a requirement. What was not exercised is
/// skipped, never passed.
/// </summary>
public static class JUnitReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="verdicts">One a run.</param>
    public static void Write(Stream stream, IReadOnlyList<Verdict> verdicts)
    {
        using var xml = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true });
        xml.WriteStartElement("testsuites");
        xml.WriteAttributeString("name", "pvmemcontrol");
        foreach (var verdict in verdicts)
        {
            WriteSuite(xml, verdict);
        }

        xml.WriteEndElement();
    }

    private static void WriteSuite(XmlWriter xml, Verdict verdict)
    {
        var evidence = verdict.Deviations.ToList();
        if (verdict.Violation is { } violation)
        {
            evidence.Insert(0, violation);
        }

        var name = $"{verdict.Target.DisplayName}, {verdict.Measure}";
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("tests", Number(Catalogue.All.Length));
        xml.WriteAttributeString("failures", Number(evidence.Count));
        xml.WriteAttributeString("skipped", Number(Catalogue.All.Count(r => IsSkipped(r, verdict, evidence))));
        xml.WriteAttributeString("time", verdict.Elapsed.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture));
        xml.WriteStartElement("properties");
        xml.WriteStartElement("property");
        xml.WriteAttributeString("name", "seed");
        xml.WriteAttributeString("value", verdict.Seed.ToString(CultureInfo.InvariantCulture));
        xml.WriteEndElement();
        xml.WriteEndElement();
        foreach (var requirement in Catalogue.All)
        {
            WriteCase(xml, name, requirement, verdict, evidence);
        }

        xml.WriteEndElement();
    }

    private static void WriteCase(
        XmlWriter xml, string suite, Requirement requirement, Verdict verdict, List<Evidence> evidence)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", suite);
        xml.WriteAttributeString("name", $"{requirement.Id} {requirement.Title}");
        if (evidence.Find(e => e.Finding.Requirement == requirement) is { } found)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", requirement.MakesViolation ? "violation" : "deviation");
            xml.WriteAttributeString("message", Printable($"observed {found.Finding.Observed}"));
            xml.WriteString(Printable($"allowed: {found.Finding.Allowed}\n{string.Join('\n', found.Deeds)}\n"));
            xml.WriteEndElement();
        }
        else if (IsSkipped(requirement, verdict, evidence))
        {
            xml.WriteStartElement("skipped");
            xml.WriteAttributeString(
                "message", CoverageTable.NotTestable(requirement, [verdict]) ?? "not exercised in this run");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static bool IsSkipped(Requirement requirement, Verdict verdict, List<Evidence> evidence) =>
        verdict.Coverage.Exercised(requirement) == 0 && evidence.All(e => e.Finding.Requirement != requirement);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>XML has no way to write most control characters.</summary>
    private static string Printable(string text) =>
        string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) ? c : '?'));
}
