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
public static class TraceWriter
{
    /// <summary>Writes all lines.</summary>
    public static void Write(Stream stream, Trace trace)
    {
        Line(stream, json => WriteHeader(json, trace));
        for (var i = 0; i < trace.Scenario.Steps.Length; i++)
        {
            var (step, seen) = (trace.Scenario.Steps[i], trace.Recording.Observations[i]);
            Line(stream, json => WriteStep(json, step, seen));
        }

        var pages = trace.Recording.End?.Pages ?? ImmutableSortedDictionary<int, PageImage>.Empty;
        foreach (var (index, image) in pages)
        {
            Line(stream, json =>
            {
                json.WriteNumber("page", index);
                json.WriteString("bytes", PageText.Of(index, image));
            });
        }

        Line(stream, json => WriteEnd(json, trace.Recording));
    }

    private static void Line(Stream stream, Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private static void WriteHeader(Utf8JsonWriter json, Trace trace)
    {
        json.WriteNumber("pvmtrace", Trace.FormatVersion);
        json.WriteString("target", trace.Target.ToString());
        json.WriteString("profile", trace.Profile.ToString());
        json.WriteString("backing", trace.Backing);
        json.WriteString("seed", trace.RunSeed.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("scenario", trace.Index);
        TraceSteps.Word(json, "scenarioSeed", trace.Scenario.Seed);
        WriteFinding(json, trace);
        WriteHost(json, trace.Recording);
        json.WriteNumber("maxChannels", trace.Recording.MaxChannels);
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

    private static void WriteFinding(Utf8JsonWriter json, Trace trace)
    {
        json.WriteStartObject("finding");
        json.WriteString("requirement", trace.Finding.Requirement.Id.ToString());
        json.WriteString("attributedFrom", trace.AttributedFrom.Id.ToString());
        json.WriteNumber("step", trace.Finding.Step + 1);
        json.WriteString("observed", trace.Finding.Observed);
        json.WriteString("allowed", trace.Finding.Allowed);
        json.WriteBoolean("reproduced", trace.IsReproduced);
        json.WriteEndObject();
    }

    private static void WriteHost(Utf8JsonWriter json, Recording recording)
    {
        var host = recording.Host;
        json.WriteStartObject("host");
        json.WriteBoolean("ksm", host.HasKsm);
        json.WriteBoolean("vmaNames", host.HasVmaNames);
        json.WriteBoolean("swap", host.HasSwap);
        json.WriteBoolean("removeNeedsWrite", host.RemoveNeedsWrite);
        TraceSteps.Word(json, "lockLimit", host.LockLimit);
        json.WriteEndObject();
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
            WriteRuns(json, "vmas", recording.End!.Vmas.AsSpan());
            WriteRuns(json, "residency", recording.End.Residency.AsSpan());
        }

        json.WriteEndObject();
    }

    /// <summary>Pairs: how many pages, and the value of each of them.</summary>
    private static void WriteRuns(Utf8JsonWriter json, string name, ReadOnlySpan<byte> values)
    {
        json.WriteStartArray(name);
        while (!values.IsEmpty)
        {
            var count = values.IndexOfAnyExcept(values[0]) is var end and > 0 ? end : values.Length;
            json.WriteStartArray();
            json.WriteNumberValue(count);
            json.WriteNumberValue(values[0]);
            json.WriteEndArray();
            values = values[count..];
        }

        json.WriteEndArray();
    }
}
