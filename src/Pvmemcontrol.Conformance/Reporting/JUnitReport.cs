// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Xml;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Reporting;

/// <summary>
/// Verdicts in the XML that CI systems show: a suite a run, in it a case a requirement. What was not exercised is
/// skipped, never passed. A case fails where it makes the command fail, and only there: CI systems go by that.
/// </summary>
public static class JUnitReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="stream">The destination.</param>
    /// <param name="verdicts">One for each run.</param>
    /// <param name="isStrict">True when deviations fail.</param>
    public static void Write(Stream stream, IReadOnlyList<Verdict> verdicts, bool isStrict)
    {
        using var xml = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true });
        xml.WriteStartElement("testsuites");
        xml.WriteAttributeString("name", "pvmemcontrol");
        foreach (var verdict in verdicts)
        {
            WriteSuite(xml, verdict, [.. Catalogue.All.Select(r => CaseOf(r, verdict, isStrict))]);
        }

        xml.WriteEndElement();
    }

    /// <summary>What a run says of a requirement.</summary>
    /// <param name="Requirement">The requirement.</param>
    /// <param name="Evidence">The evidence that it was not met, or null.</param>
    /// <param name="Failure">The type of the failure; null if the case does not fail.</param>
    /// <param name="Skipped">Why there is no verdict; null if there is one.</param>
    private sealed record Case(Requirement Requirement, Evidence? Evidence, string? Failure, string? Skipped);

    private static Case CaseOf(Requirement requirement, Verdict verdict, bool isStrict)
    {
        var evidence = verdict.Deviations.Prepend(verdict.Violation)
            .FirstOrDefault(e => e?.Finding.Requirement == requirement);
        if (evidence is null)
        {
            return new Case(requirement, null, null, verdict.Coverage.Exercised(requirement) > 0
                ? null
                : CoverageTable.NotTestable(requirement, [verdict]) ?? "not exercised in this run");
        }

        return verdict.Outcome == Outcome.HostModelDiffers && ReferenceEquals(evidence, verdict.Violation)
            ? new Case(requirement, evidence, null, "the host kernel does not behave as the model says; the device is "
                + $"not blamed: observed {evidence.Finding.Observed}")
            : new Case(requirement, evidence, FailureOf(evidence, isStrict), null);
    }

    private static string? FailureOf(Evidence evidence, bool isStrict) =>
        !evidence.Finding.Requirement.MakesViolation ? isStrict && evidence.IsReproduced ? "deviation" : null
        : evidence.Outcome == Outcome.Undecided ? "suspected"
        : "violation";

    private static void WriteSuite(XmlWriter xml, Verdict verdict, List<Case> cases)
    {
        var name = Printable($"{verdict.Target.DisplayName}, {verdict.Measure}");
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("tests", Number(cases.Count));
        xml.WriteAttributeString("failures", Number(cases.Count(c => c.Failure is not null)));
        xml.WriteAttributeString("skipped", Number(cases.Count(c => c.Skipped is not null)));
        xml.WriteAttributeString("time", verdict.Elapsed.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture));
        xml.WriteStartElement("properties");
        xml.WriteStartElement("property");
        xml.WriteAttributeString("name", "seed");
        xml.WriteAttributeString("value", verdict.Seed.ToString(CultureInfo.InvariantCulture));
        xml.WriteEndElement();
        xml.WriteEndElement();
        cases.ForEach(c => WriteCase(xml, name, c));
        xml.WriteEndElement();
    }

    private static void WriteCase(XmlWriter xml, string suite, Case @case)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", suite);
        xml.WriteAttributeString("name", $"{@case.Requirement.Id} {@case.Requirement.Title}");
        if (@case is { Skipped: { } reason })
        {
            xml.WriteStartElement("skipped");
            xml.WriteAttributeString("message", Printable(reason));
            xml.WriteEndElement();
        }
        else if (@case is { Evidence: { } evidence, Failure: { } failure })
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", failure);
            xml.WriteAttributeString("message", Printable(Summary(evidence)));
            xml.WriteString(Printable(Account(evidence)));
            xml.WriteEndElement();
        }
        else if (@case is { Evidence: { } deviation })
        {
            xml.WriteElementString("system-out", Printable($"deviation: {Summary(deviation)}\n{Account(deviation)}"));
        }

        xml.WriteEndElement();
    }

    private static string Summary(Evidence evidence)
    {
        var doubt = evidence.IsReproduced || evidence.IsHard ? ""
            : evidence.Rate is { } rate ? $"suspected, reproduced in {rate.Shown} of {rate.Attempts} processes: "
            : "suspected, not reproduced: ";
        return $"{doubt}observed {evidence.Finding.Observed}";
    }

    private static string Account(Evidence evidence) =>
        $"allowed: {evidence.Finding.Allowed}\n{string.Join('\n', evidence.Deeds)}\n";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>XML has no way to write most control characters.</summary>
    private static string Printable(string text) =>
        string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) ? c : '?'));
}
