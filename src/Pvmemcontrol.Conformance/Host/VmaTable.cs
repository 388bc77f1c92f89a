// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Host;

/// <summary>Reads the flags of the VMAs behind guest RAM from /proc/self/smaps.</summary>
public sealed class VmaTable : IDisposable
{
    /// <summary>What <see cref="Read(GuestMemory, Span{byte})"/> reports for a page without a mapping.</summary>
    public const byte Unmapped = 0xFF;

    private const byte AllFlags = (byte)(VmaFlags.ReadWrite | VmaFlags.Attributes | VmaFlags.Execute);

    private readonly SafeFileHandle _smaps = File.OpenHandle("/proc/self/smaps");
    private readonly byte[] _buffer = new byte[16384];

    /// <summary>Fills in a <see cref="VmaFlags"/> value for every page, by index, or <see cref="Unmapped"/>.</summary>
    /// <param name="memory">Whose pages.</param>
    /// <param name="flags">One element a page.</param>
    public void Read(GuestMemory memory, Span<byte> flags) => Read(memory, flags, []);

    /// <summary>The same, and looks whether the pages still are what they were mapped from.</summary>
    /// <param name="memory">Whose pages.</param>
    /// <param name="flags">One element a page.</param>
    /// <param name="isOwn">
    /// Gets, for every page, whether its VMA maps the region's own object at the place of the page; nothing is filled
    /// in where this is empty.
    /// </param>
    public void Read(GuestMemory memory, Span<byte> flags, Span<bool> isOwn)
    {
        flags.Fill(Unmapped);
        isOwn.Clear();
        var left = 0UL;
        foreach (var region in memory.Layout.Regions)
        {
            left += region.Length;
        }

        long offset = 0;
        var kept = 0;

        // The kernel generates the file while it is read, by address: reading stops after guest RAM.
        while (left > 0)
        {
            var read = RandomAccess.Read(_smaps, _buffer.AsSpan(kept), offset);
            if (read == 0)
            {
                return;
            }

            offset += read;
            ReadOnlySpan<byte> text = _buffer.AsSpan(0, kept + read);
            while (TryTake(ref text, out var vma))
            {
                left -= Note(memory, vma, flags, isOwn);
            }

            kept = text.Length;
            text.CopyTo(_buffer);
        }
    }

    /// <summary>True when <see cref="Read(GuestMemory, Span{byte})"/> can report these flags for every page.</summary>
    public static bool CanReport(ReadOnlySpan<byte> flags) => !flags.ContainsAnyExceptInRange((byte)0, AllFlags)
        || flags.ToArray().All(f => f is <= AllFlags or Unmapped);

    /// <inheritdoc/>
    public void Dispose() => _smaps.Dispose();

    /// <summary>A VMA begins with START-END PERMISSIONS and ends with VmFlags; false without that end.</summary>
    private static bool TryTake(ref ReadOnlySpan<byte> text, out Vma vma)
    {
        vma = default;
        var last = text.IndexOf("\nVmFlags:"u8) + 1;
        var length = last <= 0 ? -1 : text[last..].IndexOf((byte)'\n');
        if (length < 0)
        {
            return false;
        }

        var dash = text.IndexOf((byte)'-');
        var space = text.IndexOf((byte)' ');
        var line = text.Slice(last, length);
        var origin = text[(space + " rwxp ".Length)..];
        vma = new Vma(ParseHex(text[..dash]), ParseHex(text[(dash + 1)..space]),
            (text[space + 1] == (byte)'r' ? VmaFlags.Read : 0)
            | (text[space + 2] == (byte)'w' ? VmaFlags.Write : 0)
            | (text[space + 3] == (byte)'x' ? VmaFlags.Execute : 0)
            | Has(line, " lo"u8, VmaFlags.Locked)
            | Has(line, " dd"u8, VmaFlags.DontDump)
            | Has(line, " mg"u8, VmaFlags.Mergeable),
            ParseHex(Word(origin, 0)), ulong.Parse(Word(origin, 2), CultureInfo.InvariantCulture));
        text = text[(last + length + 1)..];
        return true;
    }

    private static VmaFlags Has(ReadOnlySpan<byte> line, ReadOnlySpan<byte> word, VmaFlags flag) =>
        line.IndexOf(word) >= 0 ? flag : VmaFlags.None;

    /// <summary>A word of a line, which one space separates from the word before.</summary>
    private static ReadOnlySpan<byte> Word(ReadOnlySpan<byte> line, int number)
    {
        for (; number > 0; number--)
        {
            line = line[(line.IndexOf((byte)' ') + 1)..];
        }

        return line[..line.IndexOfAny(" \n"u8)];
    }

    private static ulong Note(GuestMemory memory, in Vma vma, Span<byte> flags, Span<bool> isOwn)
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
                if (!isOwn.IsEmpty)
                {
                    isOwn.Slice(page, (int)((to - from) >> PageGeometry.Shift))
                        .Fill(IsOwn(memory.InodeOf(i), vma, first));
                }
            }
        }

        return covered;
    }

    /// <summary>
    /// True when a VMA maps the object of a region, at the place that its address has there. Of private huge pages the
    /// object is not known.
    /// </summary>
    private static bool IsOwn(ulong? inode, in Vma vma, ulong first) => inode is null
        || (vma.Inode == inode && (inode == 0 || vma.Offset + first == vma.Start));

    private static ulong ParseHex(ReadOnlySpan<byte> digits) =>
        ulong.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private readonly record struct Vma(ulong Start, ulong End, VmaFlags Flags, ulong Offset, ulong Inode);
}
