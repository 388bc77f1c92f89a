// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;

namespace Pvmemcontrol.Model.Checking;

/// <summary>
/// A list that only grows, in chunks, so that growing neither copies nor leaves garbage: the peak is what is held.
/// </summary>
internal sealed class KeyList<TKey>
    where TKey : unmanaged
{
    private const int ChunkBits = 15;
    private const int ChunkSize = 1 << ChunkBits;
    private const int ChunkMask = ChunkSize - 1;

    // Most worlds are small, and many of them are searched.
    private const int FirstSize = 1 << 10;

    private TKey[][] _chunks = new TKey[16][];
    private TKey[] _last = [];
    private int _chunkCount;

    /// <summary>How many there are.</summary>
    internal int Count { get; private set; }

    /// <summary>What the chunks hold.</summary>
    internal long Bytes => (long)_chunkCount * Unsafe.SizeOf<TKey>() << ChunkBits;

    /// <summary>One of them, by its number.</summary>
    internal TKey this[int number]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _chunks[number >> ChunkBits][number & ChunkMask];
    }

    /// <summary>Adds one at the end.</summary>
    internal void Add(TKey key)
    {
        var offset = Count & ChunkMask;
        if (offset == 0 || offset == _last.Length)
        {
            AddRoom(offset);
        }

        _last[offset] = key;
        Count++;
    }

    private void AddRoom(int offset)
    {
        var first = _last;
        _last = GC.AllocateUninitializedArray<TKey>(Count == 0 ? FirstSize : ChunkSize);
        if (offset > 0)
        {
            first.CopyTo(_last, 0);
            _chunks[0] = _last;
            return;
        }

        if (_chunkCount == _chunks.Length)
        {
            Array.Resize(ref _chunks, 2 * _chunkCount);
        }

        _chunks[_chunkCount++] = _last;
    }
}
