// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Text.Json;
using Pvmemcontrol.Conformance.Evidence;

namespace Pvmemcontrol.Conformance.Reporting;

/// <summary>A counterexample of a world, as <see cref="WorldTraceFile"/> has it.</summary>
/// <param name="World">The world.</param>
/// <param name="Bounds">Its bounds.</param>
/// <param name="Driver">The driver.</param>
/// <param name="Requirement">What is violated.</param>
/// <param name="Start">The first state.</param>
/// <param name="Steps">The steps from there.</param>
public sealed record WorldTrace(
    string World, string Bounds, string Driver, string Requirement, string Start, ImmutableArray<WorldTraceStep> Steps)
{
    private const long LongestFile = 48 << 20;

    /// <summary>Reads a file from an untrusted source; null if its first line is of another kind of trace.</summary>
    /// <exception cref="TraceFormatException">It is of this kind, and malformed; one line.</exception>
    public static ImmutableArray<WorldTrace>? Read(string file)
    {
        var (number, isKnown) = (0, false);
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: > LongestFile })
            {
                return null;
            }

            var traces = ImmutableArray.CreateBuilder<WorldTrace>();
            foreach (var line in File.ReadLines(file))
            {
                number++;
                using var json = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 8 });
                isKnown |= json.RootElement is { ValueKind: JsonValueKind.Object } first
                    && first.TryGetProperty("world", out _);
                if (!isKnown)
                {
                    return null;
                }

                traces.Add(Read(json.RootElement));
            }

            return number == 0 ? null : traces.ToImmutable();
        }
        catch (Exception e) when (isKnown && e is JsonException or FormatException)
        {
            throw TraceFormatException.At(file, number, e is JsonException ? "this is not a line of JSON" : e.Message);
        }
        catch (Exception e) when (
            e is JsonException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            // What reads the other kinds says what is wrong.
            return null;
        }
    }

    private static WorldTrace Read(JsonElement line)
    {
        var fields = new Fields(line, "the line");
        if (fields.Number("version", 0, int.MaxValue) is var version and not WorldTraceFile.FormatVersion)
        {
            throw new FormatException(
                $"the trace has format {version}; this tool reads {WorldTraceFile.FormatVersion}");
        }

        var steps = fields.Array("steps").Select(s => new Fields(s, "a step")).Select(s => new WorldTraceStep(
            s.Text("actor"), s.Text("source"), s.Text("text"), s.TextOrNull("after")));
        return new WorldTrace(fields.Text("world"), fields.Text("bounds"), fields.Text("driver"),
            fields.Text("requirement"), fields.Text("start"), [.. steps]);
    }
}

/// <summary>A step of a world's counterexample.</summary>
/// <param name="Actor">Who.</param>
/// <param name="Source">The line of the patch; may be empty.</param>
/// <param name="Text">What.</param>
/// <param name="After">The state afterwards; null for a step that is itself the violation.</param>
public sealed record WorldTraceStep(string Actor, string Source, string Text, string? After);
