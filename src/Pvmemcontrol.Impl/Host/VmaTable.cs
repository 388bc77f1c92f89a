// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Host;

/// <summary>Reads the flags of the VMAs behind guest RAM from /proc/self/smaps.</summary>
public sealed class VmaTable : IDisposable
{
    /// <summary>What <see cref="Read"/> reports for a page without a mapping.</summary>
    public const byte Unmapped = 0xFF;

    private readonly SafeFileHandle _smaps = File.OpenHandle("/proc/self/smaps");
    private readonly byte[] _buffer = new byte[16384];

    /// <summary>Fills in a <see cref="VmaFlags"/> value for every page, by index, or <see cref="Unmapped"/>.</summary>
    /// <param name="memory">Whose pages.</param>
    /// <param name="flags">One element a page.</param>
    public void Read(GuestMemory memory, Span<byte> flags)
    {
        flags.Fill(Unmapped);
        var left = 0UL;
        foreach (var region in memory.Layout.Regions)
        {
            left += region.Length;
        }

        long offset = 0;
        var kept = 0;
        var vma = default(Vma);

        // The file is made while it is read, in the order of addresses: nothing after guest RAM costs anything.
        while (left > 0)
        {
            var read = RandomAccess.Read(_smaps, _buffer.AsSpan(kept), offset);
            if (read == 0)
            {
                return;
            }

            offset += read;
            var text = _buffer.AsSpan(0, kept + read);
            for (var end = text.IndexOf((byte)'\n'); end >= 0; end = text.IndexOf((byte)'\n'))
            {
                left -= Take(memory, text[..end], ref vma, flags);
                text = text[(end + 1)..];
            }

            kept = text.Length;
            text.CopyTo(_buffer);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _smaps.Dispose();

    /// <summary>
    /// A VMA begins with START-END PERMISSIONS and ends with VmFlags; returns how many bytes of guest RAM ended.
    /// </summary>
    private static ulong Take(GuestMemory memory, ReadOnlySpan<byte> line, ref Vma vma, Span<byte> flags)
    {
        if (line.StartsWith("VmFlags:"u8))
        {
            vma.Flags |= Has(line, " lo"u8, VmaFlags.Locked) | Has(line, " dd"u8, VmaFlags.DontDump)
                | Has(line, " mg"u8, VmaFlags.Mergeable);
            return Note(memory, vma, flags);
        }

        var space = line.IndexOf((byte)' ');
        var dash = space < 0 ? -1 : line[..space].IndexOf((byte)'-');
        if (dash > 0)
        {
            vma = new Vma
            {
                Start = ParseHex(line[..dash]),
                End = ParseHex(line[(dash + 1)..space]),
                Flags = (line[space + 1] == (byte)'r' ? VmaFlags.Read : 0)
                    | (line[space + 2] == (byte)'w' ? VmaFlags.Write : 0),
            };
        }

        return 0;
    }

    private static VmaFlags Has(ReadOnlySpan<byte> line, ReadOnlySpan<byte> word, VmaFlags flag) =>
        line.IndexOf(word) >= 0 ? flag : VmaFlags.None;

    private static ulong Note(GuestMemory memory, in Vma vma, Span<byte> flags)
    {
        var covered = 0UL;
        for (var i = 0; i < memory.Layout.Regions.Length; i++)
        {
            var first = (ulong)memory.BaseOf(i);
            var from = Math.Max(vma.Start, first);
            var to = Math.Min(vma.End, first + memory.Layout.Regions[i].Length);
            if (from < to)
            {
                var page = memory.Layout.FirstPage(i) + (int)((from - first) >> PageGeometry.Shift);
                flags.Slice(page, (int)((to - from) >> PageGeometry.Shift)).Fill((byte)vma.Flags);
                covered += to - from;
            }
        }

        return covered;
    }

    private static ulong ParseHex(ReadOnlySpan<byte> digits) =>
        ulong.Parse(Encoding.ASCII.GetString(digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private struct Vma
    {
        internal ulong Start;
        internal ulong End;
        internal VmaFlags Flags;
    }
}
