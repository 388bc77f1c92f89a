// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>The lines of a file, as bytes, with their numbers.</summary>
internal sealed class TraceLines
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private readonly string _name;
    private readonly ReadOnlyMemory<byte> _all;
    private int _at;
    private int _number;

    private TraceLines(string name, ReadOnlyMemory<byte> all) => (_name, _all) = (name, all);

    /// <summary>Reads a stream up to a limit.</summary>
    /// <exception cref="TraceFormatException">It is too long.</exception>
    internal static TraceLines Of(Stream stream, string name, int longest)
    {
        var all = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            all.Write(buffer.AsSpan(0, read));
            if (all.Length > longest)
            {
                throw new TraceFormatException($"{name}: longer than {longest >> 20} MiB: no trace");
            }
        }

        return new TraceLines(name, all.GetBuffer().AsMemory(0, (int)all.Length));
    }

    /// <summary>The next line without its end; null after the last.</summary>
    internal ReadOnlyMemory<byte>? Next()
    {
        _number++;
        if (_at == _all.Length)
        {
            return null;
        }

        var left = _all[_at..];
        var length = left.Span.IndexOf((byte)'\n') is var end and >= 0 ? end : left.Length;
        _at = Math.Min(_at + length + 1, _all.Length);
        return left[..length];
    }

    /// <summary>The next line as JSON.</summary>
    /// <param name="what">What it should be.</param>
    /// <exception cref="FormatException">There is none.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    internal JsonDocument NextJson(string what) =>
        JsonDocument.Parse(Next() ?? throw new FormatException($"the file ends before {what}"), Strict);

    /// <summary>Checks that there are no more lines.</summary>
    /// <exception cref="FormatException">There are.</exception>
    internal void End()
    {
        if (Next() is not null)
        {
            throw new FormatException("there is more after the line 'end'");
        }
    }

    /// <summary>An error in the line that was read last.</summary>
    internal TraceFormatException Wrong(string why) => TraceFormatException.At(_name, Math.Max(_number, 1), why);
}
