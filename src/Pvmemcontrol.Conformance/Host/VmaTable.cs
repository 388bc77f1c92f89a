// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Host;

/// <summary>Reads the flags of the VMAs behind guest RAM from /proc/self/smaps.</summary>
public sealed class VmaTable : IDisposable
{
    /// <summary>What <see cref="Read"/> reports for a page without a mapping.</summary>
    public const byte Unmapped = 0xFF;

    private const byte AllFlags = (byte)(VmaFlags.ReadWrite | VmaFlags.Attributes | VmaFlags.Execute);

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
                left -= Note(memory, vma, flags);
            }

            kept = text.Length;
            text.CopyTo(_buffer);
        }
    }

    /// <summary>True when <see cref="Read"/> can report these flags for every page.</summary>
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
        vma = new Vma(ParseHex(text[..dash]), ParseHex(text[(dash + 1)..space]),
            (text[space + 1] == (byte)'r' ? VmaFlags.Read : 0)
            | (text[space + 2] == (byte)'w' ? VmaFlags.Write : 0)
            | (text[space + 3] == (byte)'x' ? VmaFlags.Execute : 0)
            | Has(line, " lo"u8, VmaFlags.Locked)
            | Has(line, " dd"u8, VmaFlags.DontDump)
            | Has(line, " mg"u8, VmaFlags.Mergeable));
        text = text[(last + length + 1)..];
        return true;
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
        ulong.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private readonly record struct Vma(ulong Start, ulong End, VmaFlags Flags);
}
