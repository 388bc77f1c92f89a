// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using Pvmemcontrol.Conformance.Evidence;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>
/// Writes a trace of a bound as JSON Lines: a header; the figures; those of the guest that stopped before the process
/// ended, if any; and a last line.
/// </summary>
internal static class BoundTraceWriter
{
    /// <summary>Writes all lines.</summary>
    internal static void Write(Stream stream, BoundCounterexample counterexample)
    {
        var recording = counterexample.Recording;
        TraceParts.WriteLine(stream, json => WriteHeader(json, counterexample));
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

    /// <summary>The name of a field.</summary>
    internal static string NameOf(BoundField field) => JsonNamingPolicy.CamelCase.ConvertName(field.ToString());

    private static void WriteHeader(Utf8JsonWriter json, BoundCounterexample counterexample)
    {
        TraceParts.WriteOrigin(json, BoundTraceReader.Kind, counterexample.Origin);
        json.WriteString("bounds", counterexample.Recording.Figures.Kind.ToString());
        TraceParts.WriteFinding(json, counterexample);
        json.WriteBoolean("before", counterexample.Recording.Before is not null);
    }

    private static void WriteFigures(Utf8JsonWriter json, BoundFigures figures)
    {
        foreach (var field in BoundFigures.Names.Where(f => f != BoundField.LeftOut))
        {
            json.WriteNumber(NameOf(field), figures[field]);
        }

        if (figures[BoundField.LeftOut] != 0)
        {
            json.WriteStartArray(NameOf(BoundField.LeftOut));
            foreach (var name in LeftOut.NamesOf(figures))
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
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
        if (figures.Kind == BoundKind.Leaks)
        {
            WriteLeaks(json, figures);
        }
    }

    private static void WriteLeaks(Utf8JsonWriter json, BoundFigures figures)
    {
        json.WriteStartArray("leaks");
        for (var call = 0; call < figures.Leaks.Length; call++)
        {
            var leak = figures.Leaks[call];
            if (leak.Calls > 0)
            {
                json.WriteStartObject();
                json.WriteString("call", LeakCalls.Names[call]);
                json.WriteNumber("calls", leak.Calls);
                json.WriteNumber("descriptors", leak.Descriptors);
                json.WriteNumber("mappings", leak.Mappings);
                json.WriteNumber("bytes", leak.Bytes);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }
}
