// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Text.Json;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>
/// Writes a trace as JSON Lines: a header; every step with what it showed; the pages of guest RAM that differ from
/// fresh ones; and a last line, so that a file that was cut short shows it.
/// </summary>
public static class ScenarioTraceWriter
{
    /// <summary>Writes all lines.</summary>
    public static void Write(Stream stream, ScenarioCounterexample counterexample)
    {
        var recording = counterexample.Recording;
        TraceParts.WriteLine(stream, json => WriteHeader(json, counterexample));
        for (var i = 0; i < counterexample.Scenario.Steps.Length; i++)
        {
            var (step, seen) = (counterexample.Scenario.Steps[i], recording.Observations[i]);
            TraceParts.WriteLine(stream, json => WriteStep(json, step, seen));
        }

        TraceParts.WritePages(stream, recording.End?.Pages ?? ImmutableSortedDictionary<int, PageImage>.Empty);
        TraceParts.WriteLine(stream, json => WriteEnd(json, recording));
    }

    private static void WriteHeader(Utf8JsonWriter json, ScenarioCounterexample counterexample)
    {
        var (origin, recording) = (counterexample.Origin, counterexample.Recording);
        TraceParts.WriteOrigin(json, ScenarioTraceReader.Kind, origin);
        json.WriteString("backing", origin.Backing);
        json.WriteNumber("scenario", origin.Index);
        json.WriteString("vcpus", recording.Vcpus.ToString());
        TraceParts.Word(json, "scenarioSeed", counterexample.Scenario.Seed);
        TraceParts.WriteFinding(json, counterexample);
        TraceParts.WriteHost(json, recording.Host);
        json.WriteNumber("maxChannels", recording.MaxChannels);
        if (!recording.Constants.IsEmpty)
        {
            TraceParts.Words(json, "constants", [.. recording.Constants]);
        }

        TraceParts.WriteVmasAtCreate(json, recording.VmasAtCreate);
        json.WriteStartArray("regions");
        foreach (var region in counterexample.Scenario.Layout.Regions)
        {
            json.WriteStartObject();
            TraceParts.Word(json, "start", region.Start);
            json.WriteNumber("pages", region.Pages);
            json.WriteString("backing", region.Backing.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("steps", counterexample.Scenario.Steps.Length);
    }

    private static void WriteStep(Utf8JsonWriter json, Step step, in Observation seen)
    {
        TraceSteps.Write(json, step);
        json.WriteString("saw", seen.Kind.ToString());
        TraceParts.Words(json, "words", seen.A, seen.B, seen.C, seen.D);

        // For human readers; the reader ignores it.
        json.WriteString("text", step.ToString());
    }

    private static void WriteEnd(Utf8JsonWriter json, ScenarioRecording recording)
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
            WriteOthers(json, recording.End.Others);
        }

        json.WriteEndObject();
    }

    private static void WriteOthers(Utf8JsonWriter json, OthersView? seen)
    {
        if (seen is { } others)
        {
            json.WriteStartObject("others");
            json.WriteNumber("page", others.Page);
            json.WriteNumber("offset", others.Offset);
            TraceParts.Words(json, "words", others.Seen, others.Expected);
            json.WriteEndObject();
        }
    }
}
