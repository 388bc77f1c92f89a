// SPDX-License-Identifier: Apache-2.0

using System.Collections;

namespace Pvmemcontrol.Model.Host;

/// <summary>
/// An immutable sequence of pages. Successors share what they have in common, so that the cost of a change depends on
/// the pages that it touches and not by the size of guest RAM.
/// </summary>
public sealed class PageTable : IEnumerable<Page>
{
    private const int ChunkSize = 64;

    private readonly Page[][] _chunks;

    private PageTable(Page[][] chunks, int length)
    {
        _chunks = chunks;
        Length = length;
    }

    /// <summary>How many pages there are.</summary>
    public int Length { get; }

    /// <summary>The page at an index.</summary>
    public Page this[int index] => _chunks[index / ChunkSize][index % ChunkSize];

    /// <summary>A table of these pages.</summary>
    public static PageTable Of(IEnumerable<Page> pages)
    {
        var chunks = pages.Chunk(ChunkSize).ToArray();
        return new PageTable(chunks, chunks.Sum(c => c.Length));
    }

    /// <summary>The table with some pages replaced.</summary>
    /// <param name="first">Index of the first page.</param>
    /// <param name="count">How many.</param>
    /// <param name="change">Gives the new page for an index and the old page.</param>
    public PageTable Change(int first, int count, Func<int, Page, Page> change)
    {
        var chunks = _chunks.AsSpan().ToArray();
        for (var index = first; index < first + count; index++)
        {
            ref var chunk = ref chunks[index / ChunkSize];
            if (ReferenceEquals(chunk, _chunks[index / ChunkSize]))
            {
                chunk = chunk.AsSpan().ToArray();
            }

            chunk[index % ChunkSize] = change(index, chunk[index % ChunkSize]);
        }

        return new PageTable(chunks, Length);
    }

    /// <summary>True when the other table, which is as long, holds the same pages.</summary>
    public bool IsSameAs(PageTable other)
    {
        for (var i = 0; i < _chunks.Length; i++)
        {
            if (!ReferenceEquals(_chunks[i], other._chunks[i])
                && !_chunks[i].Zip(other._chunks[i], static (one, two) => one.IsSameAs(two)).All(static same => same))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public IEnumerator<Page> GetEnumerator() => _chunks.SelectMany(c => c).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
