// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Host;

/// <summary>Reads the protection of every page of guest RAM from /proc/self/maps.</summary>
public sealed class VmaProtections : IDisposable
{
    private readonly SafeFileHandle _maps = File.OpenHandle("/proc/self/maps");
    private readonly byte[] _buffer = new byte[16384];

    /// <summary>
    /// Fills in the protection of every page, by index; pages of unmapped memory are left <see cref="Unmapped"/>.
    /// </summary>
    /// <param name="memory">Whose pages.</param>
    /// <param name="protections">One element a page.</param>
    public void Read(GuestMemory memory, Span<byte> protections)
    {
        protections.Fill(Unmapped);
        var left = 0UL;
        for (var i = 0; i < memory.Layout.Regions.Length; i++)
        {
            left += memory.Layout.Regions[i].Length;
        }

        long offset = 0;
        var kept = 0;
        while (left > 0)
        {
            var read = RandomAccess.Read(_maps, _buffer.AsSpan(kept), offset);
            if (read == 0)
            {
                return;
            }

            offset += read;
            var text = _buffer.AsSpan(0, kept + read);
            for (var end = text.IndexOf((byte)'\n'); end >= 0; end = text.IndexOf((byte)'\n'))
            {
                left -= Note(memory, text[..end], protections);
                text = text[(end + 1)..];
            }

            kept = text.Length;
            text.CopyTo(_buffer);
        }
    }

    /// <summary>What <see cref="Read"/> reports for a page without a mapping.</summary>
    public const byte Unmapped = 0xFF;

    /// <inheritdoc/>
    public void Dispose() => _maps.Dispose();

    /// <summary>A line is START-END PERMISSIONS ...; returns how many bytes of guest RAM it covers.</summary>
    private static ulong Note(GuestMemory memory, ReadOnlySpan<byte> line, Span<byte> protections)
    {
        var dash = line.IndexOf((byte)'-');
        var space = line.IndexOf((byte)' ');
        var start = ParseHex(line[..dash]);
        var end = ParseHex(line[(dash + 1)..space]);
        var covered = 0UL;
        for (var i = 0; i < memory.Layout.Regions.Length; i++)
        {
            var first = (ulong)memory.BaseOf(i);
            var from = Math.Max(start, first);
            var to = Math.Min(end, first + memory.Layout.Regions[i].Length);
            if (from >= to)
            {
                continue;
            }

            var protection = (line[space + 1] == (byte)'r'
                ? Protection.Read
                : 0) | (line[space + 2] == (byte)'w'
                ? Protection.Write
                : 0);
            var page = memory.Layout.FirstPage(i) + (int)((from - first) >> PageGeometry.Shift);
            protections.Slice(page, (int)((to - from) >> PageGeometry.Shift)).Fill((byte)protection);
            covered += to - from;
        }

        return covered;
    }

    private static ulong ParseHex(ReadOnlySpan<byte> digits) =>
        ulong.Parse(Encoding.ASCII.GetString(digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
