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
    private const int ChunkMask = (1 << ChunkBits) - 1;

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
        if (offset == 0)
        {
            AddChunk();
        }

        _last[offset] = key;
        Count++;
    }

    private void AddChunk()
    {
        if (_chunkCount == _chunks.Length)
        {
            Array.Resize(ref _chunks, 2 * _chunkCount);
        }

        _last = GC.AllocateUninitializedArray<TKey>(1 << ChunkBits);
        _chunks[_chunkCount++] = _last;
    }
}
