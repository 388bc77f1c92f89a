// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Xml;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Reporting;

/// <summary>
/// Verdicts in the XML that CI systems show: one suite per run, with one case per requirement. What was not exercised
/// is skipped, never passed. A case fails only if it makes the command fail, because CI systems act on that.
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

    /// <summary>The result of a run for a requirement.</summary>
    /// <param name="Requirement">The requirement.</param>
    /// <param name="Counterexample">The counterexample to it, or null.</param>
    /// <param name="Failure">The type of the failure; null if the case does not fail.</param>
    /// <param name="Skipped">Why there is no verdict; null if there is one.</param>
    private sealed record Case(
        Requirement Requirement, Counterexample? Counterexample, string? Failure, string? Skipped);

    private static Case CaseOf(Requirement requirement, Verdict verdict, bool isStrict)
    {
        if (verdict.Against(requirement) is not { } shown)
        {
            return new Case(requirement, null, null, verdict.Coverage.Exercised(requirement) > 0
                ? null
                : CoverageTable.NotTestable(requirement, [verdict]) ?? "not exercised in this run");
        }

        return verdict.Outcome == Outcome.HostModelDiffers && ReferenceEquals(shown, verdict.Violation)
            ? new Case(requirement, shown, null, "the host kernel differs from the host model; the device is "
                + $"not blamed: observed {shown.Finding.Observed}")
            : new Case(requirement, shown, FailureOf(shown, isStrict), null);
    }

    private static string? FailureOf(Counterexample shown, bool isStrict) =>
        shown.KnownAs is not null ? null
        : !shown.Finding.Requirement.MakesViolation ? isStrict && shown.IsReproduced ? "deviation" : null
        : shown.Outcome == Outcome.Undecided ? "suspected"
        : "violation";

    private static void WriteSuite(XmlWriter xml, Verdict verdict, List<Case> cases)
    {
        var name = Printable($"{verdict.Target.DisplayName}, {verdict.Kind.Measure}");
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
        else if (@case is { Counterexample: { } shown, Failure: { } failure })
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", failure);
            xml.WriteAttributeString("message", Printable(Summary(shown)));
            xml.WriteString(Printable(Account(shown)));
            xml.WriteEndElement();
        }
        else if (@case is { Counterexample: { } deviation })
        {
            xml.WriteElementString("system-out", Printable($"deviation: {Summary(deviation)}\n{Account(deviation)}"));
        }

        xml.WriteEndElement();
    }

    private static string Summary(Counterexample shown)
    {
        var doubt = shown.IsReproduced || shown.IsHard ? "" : $"{shown.Reproduction.Doubt}: ";
        return $"{doubt}observed {shown.Finding.Observed}";
    }

    private static string Account(Counterexample shown) =>
        $"allowed: {shown.Finding.Allowed}\n{string.Join('\n', shown.Steps)}\n";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>XML cannot contain most control characters.</summary>
    private static string Printable(string text) =>
        string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) ? c : '?'));
}
