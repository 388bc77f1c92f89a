// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text.RegularExpressions;

namespace Pvmemcontrol.Drivers.Building;

/// <summary>A line of a source.</summary>
/// <param name="File">Its name, without folders.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Function">The function, or the one it was inlined into.</param>
internal sealed record SourceLine(string File, int Line, string Function)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}:{Line} {Function}";
}

/// <summary>
/// Addresses as lines of the driver's source; what lies in the tool's own headers counts for its caller.
/// </summary>
internal sealed partial class Symbols
{
    private readonly Dictionary<ulong, SourceLine?> _lines = [];
    private readonly List<(ulong Address, ulong Size, string Name)> _names = [];

    private Symbols()
    {
    }

    /// <summary>Looks all addresses up at once.</summary>
    internal static Symbols Of(string image, IEnumerable<ulong> addresses)
    {
        var symbols = new Symbols();
        var wanted = addresses.Distinct().ToList();
        if (wanted.Count == 0)
        {
            return symbols;
        }

        List<string> arguments = ["-a", "-i", "-f", "-e", image];
        arguments.AddRange(wanted.Select(a => $"0x{a:x}"));
        string[] lines;
        try
        {
            lines = Toolchain.Run("addr2line", arguments, out _).Split('\n');
            symbols._names.AddRange(Names(image));
        }
        catch (BuildException)
        {
            return symbols;
        }

        ulong address = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("0x", StringComparison.Ordinal))
            {
                address = ulong.Parse(lines[i].AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                symbols._lines[address] = null;
            }
            else if (i + 1 < lines.Length && !symbols.IsKnown(address))
            {
                symbols._lines[address] = Parse(lines[i], lines[++i]);
            }
            else
            {
                i++;
            }
        }

        return symbols;
    }

    /// <summary>The first line of the driver's own in a stack, or null.</summary>
    internal SourceLine? First(ulong[] stack) => stack.Select(Find).FirstOrDefault(l => l is not null);

    /// <summary>The driver's own lines of a stack.</summary>
    internal IEnumerable<SourceLine> All(ulong[] stack) => stack.Select(Find).OfType<SourceLine>();

    /// <summary>A text, with the names of the driver's variables in place of their addresses.</summary>
    internal string Name(string text) => Address().Replace(text, match =>
    {
        var address = Hexadecimal(match.Groups["address"].Value);
        return _names.Find(n => address - n.Address < n.Size) is not { Name: { } name, Address: var start }
            ? match.Value
            : match.Groups["of"].Value + (match.Groups["of"].Length > 0 ? "" : "&") + name
                + (address > start ? $"+{address - start}" : "");
    });

    /// <summary>The variables of an image.</summary>
    private static IEnumerable<(ulong Address, ulong Size, string Name)> Names(string image) =>
        from line in Toolchain.Run("nm", ["-S", "--defined-only", image], out _).Split('\n')
        let parts = line.Split(' ')
        where parts is [_, _, "b" or "B" or "d" or "D" or "r" or "R", _]
        select (Hexadecimal(parts[0]), Hexadecimal(parts[1]), parts[3]);

    private static ulong Hexadecimal(string digits) =>
        ulong.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex("(?<of> of )?&0x(?<address>[0-9a-f]+)")]
    private static partial Regex Address();

    private SourceLine? Find(ulong address) => _lines.GetValueOrDefault(address);

    private bool IsKnown(ulong address) => _lines.GetValueOrDefault(address) is not null;

    private static SourceLine? Parse(string function, string place)
    {
        var colon = place.LastIndexOf(':');
        var number = new string([.. place.AsSpan(colon + 1).ToString().TakeWhile(char.IsAsciiDigit)]);
        return colon < 0 || place.Contains("/include/pvmc/", StringComparison.Ordinal)
            || !int.TryParse(number, CultureInfo.InvariantCulture, out var line) || line == 0
                ? null
                : new SourceLine(System.IO.Path.GetFileName(place[..colon]), line, function);
    }
}
