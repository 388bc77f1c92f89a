// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text.Json;
using Pvmemcontrol.Conformance.Storms;

namespace Pvmemcontrol.Conformance.Traces;

/// <summary>
/// Writes a trace of a storm as JSON Lines: a header; the figures; those of the storm that stopped before the process
/// ended, where there are any; and a last line.
/// </summary>
internal static class StormTraceWriter
{
    /// <summary>Writes all lines.</summary>
    internal static void Write(Stream stream, StormTrace trace)
    {
        var recording = trace.Recording;
        TraceParts.WriteLine(stream, json => WriteHeader(json, trace));
        TraceParts.WriteLine(stream, json => WriteFigures(json, recording.Figures));
        if (recording.Before is { } before)
        {
            TraceParts.WriteLine(stream, json => WriteFigures(json, before));
        }

        TraceParts.WriteLine(stream, json =>
        {
            json.WriteStartObject("end");
            if (recording.Death is { } death)
            {
                TraceParts.WriteDeath(json, death);
            }

            json.WriteEndObject();
        });
    }

    /// <summary>How a field is called.</summary>
    internal static string NameOf(StormField field) => JsonNamingPolicy.CamelCase.ConvertName(field.ToString());

    private static void WriteHeader(Utf8JsonWriter json, StormTrace trace)
    {
        json.WriteNumber(StormTraceReader.Kind, Trace.FormatVersion);
        json.WriteString("target", trace.Target.ToString());
        json.WriteString("profile", trace.Profile.ToString());
        json.WriteString("seed", trace.RunSeed.ToString(CultureInfo.InvariantCulture));
        json.WriteString("bounds", trace.Recording.Figures.Kind.ToString());
        TraceParts.WriteFinding(json, trace);
        json.WriteBoolean("before", trace.Recording.Before is not null);
    }

    private static void WriteFigures(Utf8JsonWriter json, StormFigures figures)
    {
        foreach (var field in StormFigures.Names)
        {
            json.WriteNumber(NameOf(field), figures[field]);
        }

        json.WriteStartArray("waves");
        foreach (var wave in figures.Waves)
        {
            json.WriteStartObject();
            json.WriteNumber("sent", wave.Sent);
            json.WriteNumber("performed", wave.Performed);
            json.WriteNumber("lastErrno", wave.LastErrno);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
