// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;

namespace Pvmemcontrol.Conformance.Traces;

/// <summary>
/// Reads a trace that anybody may have written. What is not exactly a trace is refused with the number of the line.
/// </summary>
public static class TraceReader
{
    /// <summary>Bytes of the longest file that is read.</summary>
    private const int LongestFile = 48 << 20;

    /// <summary>Reads a file.</summary>
    /// <exception cref="TraceFormatException">In one line: it cannot be read, or is no trace.</exception>
    public static Trace Read(string file)
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
    /// <param name="name">What it is called in messages.</param>
    /// <exception cref="TraceFormatException">In one line: it is no trace.</exception>
    public static Trace Read(Stream stream, string name)
    {
        var lines = TraceLines.Of(stream, name, LongestFile);
        try
        {
            return Read(lines);
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            // Text that is no UTF-8 is an InvalidOperationException of the JSON reader.
            throw lines.Wrong(e is JsonException ? "this is not a line of JSON" : e.Message);
        }
    }

    /// <summary>By what the header calls the kind of trace.</summary>
    private static Trace Read(TraceLines lines)
    {
        using var line = lines.NextJson("the header");
        var header = new Fields(line.RootElement, "the header");
        return header.Has(RoundTraceReader.Kind) ? new RoundTraceReader(lines).Read(header)
            : header.Has(StormTraceReader.Kind) ? new StormTraceReader(lines).Read(header)
            : new ScenarioTraceReader(lines).Read(header);
    }
}
