// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Host;

/// <summary>Finds out from /proc/self/smaps what is behind memory that somebody else has mapped.</summary>
internal static class BackingLookup
{
    private const string PageSizeField = "KernelPageSize:";

    /// <summary>The backing of the mapping that holds a host address.</summary>
    /// <exception cref="ArgumentException">Nothing is mapped there.</exception>
    internal static Backing At(nint address)
    {
        string[]? mapping = null;
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            // A mapping begins with START-END PERMISSIONS OFFSET DEVICE INODE; each of its fields with NAME:.
            if (TryParseHead(line) is { } head)
            {
                mapping = head.Start <= (ulong)address && (ulong)address < head.End ? head.Words : null;
            }
            else if (mapping is not null && line.StartsWith(PageSizeField, StringComparison.Ordinal))
            {
                return Of(mapping, line.AsSpan(PageSizeField.Length).Trim());
            }
        }

        throw new ArgumentException($"nothing is mapped at 0x{address:x}", nameof(address));
    }

    private static (ulong Start, ulong End, string[] Words)? TryParseHead(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var dash = words[0].IndexOf('-', StringComparison.Ordinal);
        return words.Length >= 5 && dash > 0
            && ulong.TryParse(words[0].AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                out var start)
            && ulong.TryParse(words[0].AsSpan(dash + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                out var end)
            ? (start, end, words)
            : null;
    }

    private static Backing Of(string[] head, ReadOnlySpan<char> pageSize)
    {
        var isShared = head[1].EndsWith('s');
        var isHuge = !pageSize.SequenceEqual("4 kB");

        // Private huge pages have the inode of a file that nobody sees.
        return (isHuge, isShared, head[4] != "0") switch
        {
            (true, true, _) => Backing.HugeShared,
            (true, false, _) => Backing.HugePrivate,
            (false, true, _) => Backing.SharedMemory,
            (false, false, true) => Backing.PrivateFile,
            (false, false, false) => Backing.PrivateAnonymous,
        };
    }
}
