// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Text.Json;
using Pvmemcontrol.Conformance.Bounds;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Scenarios;

namespace Pvmemcontrol.Conformance.Plans;

/// <summary>
/// Reads a trace from an untrusted source. Anything that is not exactly a trace is refused with its line number.
/// </summary>
public static class TraceReader
{
    /// <summary>The kinds of traces, by the first member of their headers.</summary>
    private static readonly ImmutableArray<(string Name, Func<TraceLines, Fields, Counterexample> Read)> Kinds =
    [
        (ScenarioTraceReader.Kind, (lines, header) => new ScenarioTraceReader(lines).Read(header)),
        (RoundTraceReader.Kind, (lines, header) => new RoundTraceReader(lines).Read(header)),
        (BoundTraceReader.Kind, (lines, header) => new BoundTraceReader(lines).Read(header)),
        (BoundTraceReader.FormerKind, (lines, header) => new BoundTraceReader(lines).Read(header)),
    ];

    /// <summary>Bytes of the longest file that is read.</summary>
    private const int LongestFile = 48 << 20;

    /// <summary>Reads a file.</summary>
    /// <exception cref="TraceFormatException">The file cannot be read, or is no trace; one line.</exception>
    public static Counterexample Read(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read);
            return Read(stream, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new TraceFormatException($"{file}: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>Reads a stream.</summary>
    /// <param name="stream">To its end.</param>
    /// <param name="name">Its name in messages.</param>
    /// <exception cref="TraceFormatException">It is no trace; one line.</exception>
    public static Counterexample Read(Stream stream, string name)
    {
        var lines = TraceLines.Of(stream, name, LongestFile);
        try
        {
            return Read(lines);
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            // The JSON reader throws InvalidOperationException for text that is not UTF-8.
            throw lines.Wrong(e is JsonException ? "this is not a line of JSON" : e.Message);
        }
    }

    private static Counterexample Read(TraceLines lines)
    {
        using var line = lines.NextJson("the header");
        var header = new Fields(line.RootElement, "the header");
        var (name, read) = Kinds.FirstOrDefault(k => header.Has(k.Name));
        if (read is null)
        {
            var names = string.Join(", ", Kinds.Select(k => k.Name));
            throw new FormatException($"the header names no kind of trace: {names}");
        }

        TraceParts.ReadVersion(header, name);
        return read(lines, header);
    }
}
