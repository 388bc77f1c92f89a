// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using Pvmemcontrol.Conformance.Reporting.Documents;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Reporting.Formats;

/// <summary>
/// A report as SARIF 2.1.0, which code scanning services take. A result is a finding; its place is the line of the
/// driver's source, or, for a device, which has none here, the requirement in the specification.
/// </summary>
public static class SarifReport
{
    /// <summary>The specification, in the repository of this tool.</summary>
    public const string Specification = "docs/invariants.md";

    private const string SpecificationBase = "PVMEMCONTROL";

    /// <summary>Writes the report.</summary>
    public static void Write(Stream stream, ReportDocument document)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        var rules = document.Findings.Select(f => f.Requirement).Distinct().ToList();
        json.WriteStartObject();
        json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        WriteTool(json, document, rules);
        WriteInvocation(json, document);
        json.WriteStartArray("results");
        foreach (var finding in document.Findings)
        {
            WriteResult(json, finding, rules.IndexOf(finding.Requirement));
        }

        json.WriteEndArray();
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTool(Utf8JsonWriter json, ReportDocument document, List<Requirement> rules)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "pvmemcontrol");
        json.WriteString("semanticVersion", document.Version);
        json.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Id.ToString());
            WriteText(json, "shortDescription", rule.Title);
            WriteText(json, "fullDescription", rule.Statement);
            json.WriteStartObject("help");
            json.WriteString("text", $"{rule.Statement} Why: {rule.Rationale} Source: {rule.Source}");
            json.WriteString("markdown",
                $"{rule.Statement}\n\n*{rule.Rationale}*\n\nSource: {rule.Source}. In full: "
                + $"{Specification}#{AnchorOf(rule)}");
            json.WriteEndObject();
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", rule.MakesViolation ? "error" : "warning");
            json.WriteEndObject();
            json.WriteStartObject("properties");
            json.WriteString("level", CounterexampleText.Word(rule));
            json.WriteString("basis", CounterexampleText.BasisName(rule));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The name of a requirement in the specification.</summary>
    internal static string AnchorOf(Requirement requirement) => requirement.Id.ToString().ToLowerInvariant();

    private static void WriteInvocation(Utf8JsonWriter json, ReportDocument document)
    {
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteString("commandLine", $"pvmemcontrol {document.Command}");
        json.WriteBoolean("executionSuccessful", true);
        json.WriteNumber("exitCode", document.ExitCode);
        json.WriteString("exitCodeDescription", document.Meaning);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteResult(Utf8JsonWriter json, ReportFinding finding, int rule)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Requirement.Id.ToString());
        json.WriteNumber("ruleIndex", rule);
        json.WriteString("level", finding.Severity switch
        {
            Severity.Violation => "error",
            Severity.Suspected or Severity.Deviation => "warning",
            Severity.HostModelDiffers => "note",
            _ => throw new ArgumentOutOfRangeException(nameof(finding)),
        });
        WriteText(json, "message", $"{finding.Requirement.Title} is not met ({finding.Severity.Word()}): observed "
            + ShownText.Line(finding.Observed)
            + (finding.Allowed is { } allowed ? $"; allowed {ShownText.Line(allowed)}" : ""));
        WriteLocations(json, finding);
        WriteFlow(json, finding);
        json.WriteStartObject("partialFingerprints");
        json.WriteString("requirementAndTarget/v1", $"{finding.Requirement.Id} {ShownText.Line(finding.Where)}");
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteString("where", ShownText.Line(finding.Where));
        json.WriteString("severity", finding.Severity.Word());
        json.WriteBoolean("fails", finding.Fails);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteLocations(Utf8JsonWriter json, ReportFinding finding)
    {
        json.WriteStartArray("locations");
        json.WriteStartObject();
        if (finding.Places is [var place, ..])
        {
            WritePlace(json, place);
        }
        else
        {
            WriteRequirement(json, finding.Requirement);
        }

        json.WriteEndObject();
        json.WriteEndArray();
        if (finding.Places.IsEmpty)
        {
            return;
        }

        json.WriteStartArray("relatedLocations");
        foreach (var other in finding.Places.Skip(1))
        {
            json.WriteStartObject();
            WritePlace(json, other);
            WriteText(json, "message", other.What);
            json.WriteEndObject();
        }

        json.WriteStartObject();
        WriteRequirement(json, finding.Requirement);
        WriteText(json, "message", "the requirement");
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteRequirement(Utf8JsonWriter json, Requirement requirement)
    {
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", $"{Specification}#{AnchorOf(requirement)}");
        json.WriteString("uriBaseId", SpecificationBase);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("name", requirement.Id.ToString());
        json.WriteString("kind", "resource");
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WritePlace(Utf8JsonWriter json, SourcePlace place)
    {
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", string.Join('/', place.File.Split('/').Select(Uri.EscapeDataString)));
        json.WriteEndObject();
        json.WriteStartObject("region");
        json.WriteNumber("startLine", place.Line);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteFlow(Utf8JsonWriter json, ReportFinding finding)
    {
        if (finding.Steps.Steps.IsEmpty)
        {
            return;
        }

        json.WriteStartArray("codeFlows");
        json.WriteStartObject();
        json.WriteStartArray("threadFlows");
        for (var actor = 0; actor < finding.Steps.Actors.Length; actor++)
        {
            var steps = finding.Steps.Steps.Where(s => s.Actor == actor).ToList();
            if (steps.Count == 0)
            {
                continue;
            }

            json.WriteStartObject();
            json.WriteString("id", ShownText.Line(finding.Steps.Actors[actor]));
            json.WriteStartArray("locations");
            steps.ForEach(step => WriteStep(json, step));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteStep(Utf8JsonWriter json, InterleavedStep step)
    {
        json.WriteStartObject();
        json.WriteNumber("executionOrder", step.Number);
        json.WriteString("importance", step.IsMarked ? "essential" : "important");
        json.WriteStartObject("location");
        WriteText(json, "message", ShownText.Line(step.Action
            + (step.Result is { Length: > 0 } result ? $": {result}" : "")));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
