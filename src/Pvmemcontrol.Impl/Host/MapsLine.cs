// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace Pvmemcontrol.Impl.Host;

/// <summary>A line of /proc/PID/maps: START-END PERMISSIONS OFFSET DEVICE INODE and perhaps a name.</summary>
/// <param name="Start">The address of the first byte.</param>
/// <param name="End">The address after the last byte.</param>
/// <param name="Offset">Where in the file the mapping begins.</param>
/// <param name="File">Device and inode: the file.</param>
internal readonly record struct MapsLine(ulong Start, ulong End, ulong Offset, string File)
{
    /// <summary>The lines of a process that this one may look at; none where it may not.</summary>
    internal static IEnumerable<MapsLine> Of(string process)
    {
        string[] lines;
        try
        {
            lines = System.IO.File.ReadAllLines($"/proc/{process}/maps");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }

        return lines.Select(Parse).OfType<MapsLine>();
    }

    private static MapsLine? Parse(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var dash = words.Length >= 5 ? words[0].IndexOf('-', StringComparison.Ordinal) : -1;
        return dash > 0 && IsHex(words[0].AsSpan(0, dash), out var start)
            && IsHex(words[0].AsSpan(dash + 1), out var end) && IsHex(words[2], out var offset)
            ? new MapsLine(start, end, offset, $"{words[3]} {words[4]}")
            : null;
    }

    private static bool IsHex(ReadOnlySpan<char> text, out ulong value) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
