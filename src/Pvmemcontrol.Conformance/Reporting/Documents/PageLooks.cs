// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Reporting.Documents;

/// <summary>Pages in the few words that a picture has room for.</summary>
internal static class PageLooks
{
    private const string Or = " or ";
    private const int WordBytes = 8;

    /// <summary>A page as it was seen.</summary>
    /// <param name="flags">Of its VMA, as <see cref="VmaTable"/> has them.</param>
    /// <param name="bytes">Its content.</param>
    internal static PageLook Of(byte flags, ReadOnlySpan<byte> bytes) => flags == VmaTable.Unmapped
        ? new PageLook("not mapped", "", "nothing")
        : new PageLook(Protection((VmaFlags)flags), Attributes((VmaFlags)flags), Content(bytes));

    /// <summary>A page as the specification has it.</summary>
    internal static PageLook Of(in Page page)
    {
        var vma = page.Vma;
        var flags = Enumerable.Range(0, 32).Select(f => (VmaFlags)f).Where(f => vma.Has(f)).ToList();
        var images = page.Content.Images.Select(i => Content(i.Bytes));
        return new PageLook(
            string.Join(Or, flags.Select(Protection).Distinct()),
            string.Join(Or, flags.Select(Attributes).Distinct().Select(a => a.Length == 0 ? "none" : a))
                is var attributes && attributes == "none" ? "" : attributes,
            string.Join(Or, images.Distinct()));
    }

    /// <summary>True when the specification allows the page as it was seen.</summary>
    internal static bool Allows(in Page page, byte flags, ReadOnlySpan<byte> bytes) =>
        flags != VmaTable.Unmapped
        && page.Vma.Has((VmaFlags)flags & ~VmaFlags.Execute)
        && page.Content.Read(0, bytes, out _) is not null;

    private static string Protection(VmaFlags flags) => (flags & VmaFlags.ReadWrite) switch
    {
        VmaFlags.ReadWrite => "rw",
        VmaFlags.Read => "r-",
        VmaFlags.Write => "-w",
        _ => "--",
    };

    private static string Attributes(VmaFlags flags) =>
        (flags.HasFlag(VmaFlags.Locked) ? "L" : "") + (flags.HasFlag(VmaFlags.DontDump) ? "D" : "")
        + (flags.HasFlag(VmaFlags.Mergeable) ? "M" : "") + (flags.HasFlag(VmaFlags.Execute) ? "X" : "");

    /// <summary>The kinds of words that the page has, in the order in which they first occur.</summary>
    private static string Content(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.ContainsAnyExcept((byte)0))
        {
            return "zeros";
        }

        List<string> kinds = [];
        for (var at = 0; at < bytes.Length && kinds.Count < 4; at += WordBytes)
        {
            var kind = Kind(bytes.Slice(at, WordBytes));
            if (!kinds.Contains(kind))
            {
                kinds.Add(kind);
            }
        }

        return string.Join(" + ", kinds);
    }

    /// <summary>What a word of the tool's own patterns is; see <see cref="PageImage.FillPattern"/>.</summary>
    private static string Kind(ReadOnlySpan<byte> word) => word switch
    {
        _ when MemoryMarshal.Read<ulong>(word) == 0 => "zeros",
        [0, 0, ..] or not [.., PageImage.FillMark] => "data",
        [_, _, _, _, _, PageImage.FileTag, _, _] => "file",
        [_, _, _, _, _, var tag, _, _] => $"fill {tag}",
        _ => "data",
    };
}
