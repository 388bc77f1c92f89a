// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Reporting;

/// <summary>A machine-readable report: one JSON object.</summary>
public static class JsonReport
{
    /// <summary>The version of the report's format.</summary>
    public const int FormatVersion = 2;

    /// <summary>Writes the report.</summary>
    /// <param name="stream">The destination.</param>
    /// <param name="verdicts">The runs.</param>
    /// <param name="exitCode">The exit code of the tool.</param>
    /// <param name="options">The options of the command; null where it has no parts.</param>
    public static void Write(
        Stream stream, IReadOnlyList<Verdict> verdicts, int exitCode, CampaignOptions? options = null)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("format", FormatVersion);
        json.WriteNumber("exitCode", exitCode);
        if (options is not null)
        {
            json.WriteString("shard", options.Shard.ToString());
            json.WriteString("seed", options.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture));
            json.WriteBoolean("interrupted", options.Cancellation.IsCancellationRequested);
        }

        json.WriteStartArray("runs");
        foreach (var verdict in verdicts)
        {
            WriteRun(json, verdict);
        }

        json.WriteEndArray();
        json.WriteStartArray("requirements");
        foreach (var requirement in Catalogue.All)
        {
            WriteRequirement(json, requirement, verdicts);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter json, Verdict verdict)
    {
        json.WriteStartObject();
        json.WriteString("target", verdict.Target.ToString());
        json.WriteString("profile", verdict.Profile.ToString().ToLowerInvariant());

        json.WriteString("backing", verdict.Backing);
        json.WriteString("kind", verdict.Kind.Name);
        if (verdict.Remark is { } remark)
        {
            json.WriteString("remark", remark);
        }

        // A string: 64 bits are more than a JSON number holds in many readers.
        json.WriteString("seed", verdict.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture));
        json.WriteString("outcome", verdict.Outcome.ToString());
        json.WriteNumber("scenarios", verdict.Scenarios);
        json.WriteNumber("requests", verdict.Requests);
        json.WriteNumber("seconds", Math.Round(verdict.Elapsed.TotalSeconds, 3));
        if (verdict.Violation is { } violation)
        {
            json.WritePropertyName("violation");
            Write(json, violation);
        }

        json.WriteStartArray("more");
        foreach (var more in verdict.More)
        {
            Write(json, more);
        }

        json.WriteEndArray();
        json.WriteStartArray("deviations");
        foreach (var deviation in verdict.Deviations)
        {
            Write(json, deviation);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Counterexample shown)
    {
        json.WriteStartObject();
        json.WriteString("requirement", shown.Finding.Requirement.Id.ToString());
        json.WriteString("cause", shown.Cause);
        json.WriteString("observed", shown.Finding.Observed);
        json.WriteString("allowed", shown.Finding.Allowed);
        json.WriteNumber("step", shown.Finding.Step + 1);
        json.WriteBoolean("reproduced", shown.IsReproduced);
        json.WriteNumber("scenario", shown.Origin.Index);
        if (shown.Reproduction is Rate rate)
        {
            json.WriteNumber("shown", rate.Shown);
            json.WriteNumber("attempts", rate.Attempts);
        }

        if (shown.KnownAs is { } known)
        {
            json.WriteString("known", known);
        }

        if (shown.TraceFile is { } trace)
        {
            json.WriteString("trace", trace);
        }

        json.WriteStartArray("steps");
        foreach (var step in shown.Steps)
        {
            json.WriteStringValue(step);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRequirement(Utf8JsonWriter json, Requirement requirement, IReadOnlyList<Verdict> verdicts)
    {
        json.WriteStartObject();
        json.WriteString("id", requirement.Id.ToString());
        json.WriteString("level", CounterexampleText.Word(requirement));
        json.WriteString("basis", CounterexampleText.BasisName(requirement));
        json.WriteNumber("exercised", CoverageTable.Exercised(requirement, verdicts));
        json.WriteStartArray("notMetBy");
        foreach (var target in CoverageTable.NotMetBy(requirement, verdicts))
        {
            json.WriteStringValue(target);
        }

        json.WriteEndArray();
        if (CoverageTable.NotTestable(requirement, verdicts) is { } reason)
        {
            json.WriteString("notTestable", reason);
        }

        json.WriteEndObject();
    }
}
