// SPDX-License-Identifier: Apache-2.0

using System.Text;
using FsCheck.Xunit;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Xunit;

namespace Pvmemcontrol.Properties.Traces;

/// <summary>
/// The contract of every kind of trace: it round-trips through a file; anything else is refused in one line; and every
/// accepted file has a verdict.
/// </summary>
public abstract class TraceContract
{
    private const string HexDigits = "0123456789abcdef";

    [Property(MaxTest = 50)]
    public void A_trace_survives_being_a_file(ulong seed)
    {
        var trace = Any(seed);
        var bytes = TraceBytes.Of(trace);
        var read = TraceBytes.Read(bytes);
        Assert.Equal(bytes, TraceBytes.Of(read));
        Assert.Equal(
            (trace.Origin, trace.Finding, trace.AttributedFrom, trace.IsReproduced),
            (read.Origin, read.Finding, read.AttributedFrom, read.IsReproduced));
        Assert.Equal(TraceBytes.Judge(trace).Violation?.Finding, TraceBytes.Judge(read).Violation?.Finding);
    }

    [Property(MaxTest = 10)]
    public void A_file_that_was_cut_short_is_refused_with_the_line(ulong seed, uint at)
    {
        var bytes = TraceBytes.Of(Any(seed));
        var ends = Enumerable.Range(0, bytes.Length - 1).Where(i => bytes[i] == '\n').Select(i => i + 1);
        foreach (var length in ends.Append((int)(at % (uint)(bytes.Length - 1))))
        {
            var line = bytes.AsSpan(0, length).Count((byte)'\n') + 1;
            var refused = Assert.Throws<TraceFormatException>(() => TraceBytes.Read(bytes[..length]));
            Assert.StartsWith($"{TraceBytes.Name}:{line}: ", refused.Message, StringComparison.Ordinal);
            TraceBytes.AssertIsOneLine(refused);
        }
    }

    [Property(MaxTest = 50)]
    public void Bytes_that_were_changed_are_refused_or_are_another_trace(ulong seed, (uint At, byte Bits)[] changes)
    {
        var bytes = TraceBytes.Of(Any(seed));
        foreach (var (at, bits) in changes.Append((At: (uint)seed, Bits: (byte)(seed >> 32))))
        {
            bytes[at % (uint)bytes.Length] ^= bits;
        }

        TraceBytes.AssertIsHarmless(bytes);
    }

    [Property(MaxTest = 100)]
    public void Numbers_that_were_changed_are_refused_or_are_another_trace(ulong seed, ulong at)
    {
        // Of the digits of pages few make another number.
        var text = Encoding.UTF8.GetString(TraceBytes.Of(Any(seed)));
        var draw = new SeededDraw(at);
        var places = Enumerable.Range(0, text.Length)
            .Where(i => char.IsAsciiHexDigit(text[i]) && (i == 0 || text[i - 1] is ':' or '"' or ',' or 'x')).ToList();
        var changed = text.ToCharArray();
        for (var i = 1 + draw.Below(4); i > 0; i--)
        {
            changed[places[draw.Below(places.Count)]] = HexDigits[draw.Below(HexDigits.Length)];
        }

        TraceBytes.AssertIsHarmless(Encoding.UTF8.GetBytes(changed));
    }

    [Property(MaxTest = 50)]
    public void Lines_that_were_moved_are_refused_or_are_another_trace(ulong seed, ulong at)
    {
        var lines = Encoding.UTF8.GetString(TraceBytes.Of(Any(seed))).Split('\n').ToList();
        var draw = new SeededDraw(at);
        var line = lines[draw.Below(lines.Count)];
        if (draw.Below(2) == 0)
        {
            lines.Remove(line);
        }

        lines.Insert(draw.Below(lines.Count), line);
        TraceBytes.AssertIsHarmless(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
    }

    [Property(MaxTest = 50)]
    public void Any_bytes_behind_the_header_are_refused(ulong seed, byte[] anything)
    {
        var bytes = TraceBytes.Of(Any(seed));
        var header = bytes[..(Array.IndexOf(bytes, (byte)'\n') + 1)];
        TraceBytes.AssertIsOneLine(
            Assert.Throws<TraceFormatException>(() => TraceBytes.Read([.. header, .. anything])));
    }

    [Fact]
    public void Text_with_control_characters_is_refused()
    {
        const string member = "\"observed\":\"";
        var hostile = Text(Any(1)).Replace(member, member + "\\u001b[2J", StringComparison.Ordinal);
        var refused = Assert.Throws<TraceFormatException>(() => Read(hostile));
        TraceBytes.AssertIsOneLine(refused);
        Assert.EndsWith("'observed' has a control character", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Any trace of the kind.</summary>
    private protected abstract Counterexample Any(ulong seed);

    /// <summary>Reads a trace that is a text.</summary>
    private protected static Counterexample Read(string text) => TraceBytes.Read(Encoding.UTF8.GetBytes(text));

    /// <summary>A trace as a text.</summary>
    private protected static string Text(Counterexample trace) => Encoding.UTF8.GetString(TraceBytes.Of(trace));
}
