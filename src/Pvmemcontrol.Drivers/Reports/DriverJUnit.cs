// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Xml;
using Pvmemcontrol.Drivers.Processes;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Drivers.Reports;

/// <summary>
/// A run in the XML that CI systems show: one case for each world. A case fails if a violation was found in its world;
/// a world that was not searched to the end is skipped, never passed.
/// </summary>
public static class DriverJUnit
{
    /// <summary>Writes the report.</summary>
    public static void Write(Stream stream, DriverReport report, DriverRunOptions options)
    {
        using var xml = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true });
        var suite = $"driver {options.Source}";
        xml.WriteStartElement("testsuites");
        xml.WriteAttributeString("name", "pvmemcontrol");
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", suite);
        xml.WriteAttributeString("tests", Number(report.Worlds.Count));
        xml.WriteAttributeString("failures", Number(report.Worlds.Count(w => Violations(report, w).Count > 0)));
        xml.WriteAttributeString("skipped", Number(report.Worlds.Count(w => IsSkipped(report, w, options))));
        xml.WriteAttributeString("time", Seconds(report.Worlds.Sum(w => w.Seconds)));
        foreach (var world in report.Worlds)
        {
            WriteCase(xml, suite, report, world, options);
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteCase(XmlWriter xml, string suite, DriverReport report, WorldLine world,
        DriverRunOptions options)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", suite);
        xml.WriteAttributeString("name", world.World);
        xml.WriteAttributeString("time", Seconds(world.Seconds));
        var violations = Violations(report, world);
        if (violations.Count > 0)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", "violation");
            xml.WriteAttributeString("message", string.Join("; ", violations.Select(d =>
                $"{d.Requirement.Id}: {d.Finding.Text}")));
            xml.WriteString(string.Join('\n', violations.SelectMany(d => DriverText.Lines(report, d))));
            xml.WriteEndElement();
        }
        else if (IsSkipped(report, world, options))
        {
            xml.WriteStartElement("skipped");
            xml.WriteAttributeString("message", "not searched to the end: the time is up");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static List<DriverDefect> Violations(DriverReport report, WorldLine world) =>
        [.. report.Defects.Where(d => d.Requirement.MakesViolation && d.Worlds.Contains(world.World))];

    private static bool IsSkipped(DriverReport report, WorldLine world, DriverRunOptions options) =>
        Violations(report, world).Count == 0 && options.Random == 0 && world.ExhaustedBound < options.Preemptions;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);
}
