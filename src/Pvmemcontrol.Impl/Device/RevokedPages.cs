// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Device;

/// <summary>
/// The pages that are, or after a failed call may be, inaccessible: a bit a page, so that no guest can make it grow.
/// Not thread-safe.
/// </summary>
/// <param name="pageCount">Pages of guest RAM, indexed as in its layout.</param>
internal sealed class RevokedPages(int pageCount)
{
    private const int BitsPerWord = 64;

    private readonly ulong[] _words = new ulong[(pageCount + BitsPerWord - 1) / BitsPerWord];

    /// <summary>
    /// True when some page from <paramref name="start"/> to before <paramref name="end"/> is revoked.
    /// </summary>
    internal bool Overlaps(int start, int end)
    {
        for (var word = start / BitsPerWord; word * BitsPerWord < end; word++)
        {
            if ((_words[word] & MaskIn(word, start, end)) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds the pages.</summary>
    internal void Add(int start, int end)
    {
        for (var word = start / BitsPerWord; word * BitsPerWord < end; word++)
        {
            _words[word] |= MaskIn(word, start, end);
        }
    }

    /// <summary>Removes the pages.</summary>
    internal void Remove(int start, int end)
    {
        for (var word = start / BitsPerWord; word * BitsPerWord < end; word++)
        {
            _words[word] &= ~MaskIn(word, start, end);
        }
    }

    /// <summary>The bits of a word that stand for pages of the range; the word has at least one.</summary>
    private static ulong MaskIn(int word, int start, int end)
    {
        var first = Math.Max(start - (word * BitsPerWord), 0);
        var count = Math.Min(end - (word * BitsPerWord), BitsPerWord) - first;
        return ulong.MaxValue >> (BitsPerWord - count) << first;
    }
}
