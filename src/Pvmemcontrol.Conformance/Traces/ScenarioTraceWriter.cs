// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Traces;

/// <summary>
/// Writes a trace as JSON Lines: a header; every step with what it showed; the pages of guest RAM that are not as
/// fresh ones; and a last line, so that a file that was cut short shows it.
/// </summary>
public static class ScenarioTraceWriter
{
    /// <summary>Writes all lines.</summary>
    public static void Write(Stream stream, ScenarioTrace trace)
    {
        TraceParts.WriteLine(stream, json => WriteHeader(json, trace));
        for (var i = 0; i < trace.Scenario.Steps.Length; i++)
        {
            var (step, seen) = (trace.Scenario.Steps[i], trace.Recording.Observations[i]);
            TraceParts.WriteLine(stream, json => WriteStep(json, step, seen));
        }

        TraceParts.WritePages(stream, trace.Recording.End?.Pages ?? ImmutableSortedDictionary<int, PageImage>.Empty);
        TraceParts.WriteLine(stream, json => WriteEnd(json, trace.Recording));
    }

    private static void WriteHeader(Utf8JsonWriter json, ScenarioTrace trace)
    {
        json.WriteNumber(ScenarioTraceReader.Kind, Trace.FormatVersion);
        json.WriteString("target", trace.Target.ToString());
        json.WriteString("profile", trace.Profile.ToString());
        json.WriteString("backing", trace.Backing);
        json.WriteString("seed", trace.RunSeed.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("scenario", trace.Index);
        TraceSteps.Word(json, "scenarioSeed", trace.Scenario.Seed);
        TraceParts.WriteFinding(json, trace);
        TraceParts.WriteHost(json, trace.Recording.Host);
        json.WriteNumber("maxChannels", trace.Recording.MaxChannels);
        if (!trace.Recording.Constants.IsEmpty)
        {
            TraceSteps.Words(json, "constants", [.. trace.Recording.Constants]);
        }

        json.WriteStartArray("regions");
        foreach (var region in trace.Scenario.Layout.Regions)
        {
            json.WriteStartObject();
            TraceSteps.Word(json, "start", region.Start);
            json.WriteNumber("pages", region.Pages);
            json.WriteString("backing", region.Backing.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("steps", trace.Scenario.Steps.Length);
    }

    private static void WriteStep(Utf8JsonWriter json, Step step, in Observation seen)
    {
        TraceSteps.Write(json, step);
        json.WriteString("saw", seen.Kind.ToString());
        TraceSteps.Words(json, "words", seen.A, seen.B, seen.C, seen.D);

        // For whoever opens the file; it is not read.
        json.WriteString("text", step.ToString());
    }

    private static void WriteEnd(Utf8JsonWriter json, Recording recording)
    {
        json.WriteStartObject("end");
        if (recording.Death is { } death)
        {
            json.WriteNumber("step", death.Step + 1);
            json.WriteString("phase", death.Phase.ToString());
            json.WriteBoolean("hang", death.IsHang);
            json.WriteString("how", death.How);
        }
        else
        {
            TraceParts.WriteRuns(json, "vmas", recording.End!.Vmas.AsSpan());
            TraceParts.WriteRuns(json, "residency", recording.End.Residency.AsSpan());
        }

        json.WriteEndObject();
    }
}
