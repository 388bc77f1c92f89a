// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pvmemcontrol.Model.Checking;

/// <summary>
/// A set of states that numbers them in the order of their discovery. Exact: a state is known only when its whole key
/// was compared.
/// </summary>
/// <remarks>
/// The keys are in a list; the table has 8 bytes for each, of which half are the number and half are bits of the hash,
/// so that only one other key in millions is compared in vain. Eight places are a bucket, which is filled from its
/// beginning and compared at once; what finds it full goes to the next. The bucket grows with those bits: the table is
/// nearly in the order of the hashes, and can grow by a quarter in one pass, giving back each old chunk before it takes
/// the next. So it is 64 to 80 percent full whenever it is large, with no peak while it grows. The list in the order of
/// discovery costs no more than the queues of a search would, is those queues, and is what counterexamples are rebuilt
/// from.
/// </remarks>
internal sealed class StateTable<TKey>
    where TKey : unmanaged, IBinaryInteger<TKey>
{
    private const int ChunkBits = 15;
    private const int ChunkSize = 1 << ChunkBits;
    private const int ChunkMask = ChunkSize - 1;

    // A line of a cache, and as many as are compared at once.
    private const int BucketBits = 3;
    private const int BucketSize = 1 << BucketBits;

    // Most worlds are small, and many of them are searched.
    private const int FirstSize = 1 << 10;

    // A lookup waits for memory twice. Done in groups, the waits of a group pass together. About half of a group is
    // known to be recent, and is not looked up.
    private const int GroupSize = 256;

    private readonly KeyList<TKey> _keys = new();
    private readonly Stack<ulong[]> _spare = new();
    private readonly RecentKeys<TKey> _recent = new();
    private readonly TKey[] _group = new TKey[GroupSize];
    private readonly uint[] _tags = new uint[GroupSize];
    private readonly long[] _places = new long[GroupSize];
    private readonly ulong[] _entries = new ulong[GroupSize];
    private readonly TKey[] _candidates = new TKey[GroupSize];
    private ulong[]?[] _chunks = [new ulong[FirstSize]];
    private long _capacity = FirstSize;
    private long _chunksHeld = 1;

    /// <summary>How many states there are; their numbers are below.</summary>
    internal int Count => _keys.Count;

    /// <summary>What is held for them.</summary>
    internal long Bytes => _keys.Bytes + _recent.Bytes + (_chunksHeld * ChunkSize * sizeof(ulong));

    /// <summary>What will be held once the table has grown.</summary>
    internal long BytesAfterGrowth => Bytes + ((GrownChunks - _chunks.Length + 1) * ChunkSize * sizeof(ulong));

    /// <summary>A state by its number.</summary>
    internal TKey this[int number] => _keys[number];

    private long GrownChunks => _chunks.Length + Math.Max(1, _chunks.Length / 4);

    /// <summary>Adds those that are not there yet.</summary>
    internal void AddAll(ReadOnlySpan<TKey> keys)
    {
        _recent.GrowFor(Count);
        for (var from = 0; from < keys.Length; from += GroupSize)
        {
            var count = _recent.Sift(keys[from..Math.Min(from + GroupSize, keys.Length)], _group, _tags);
            AddGroup(_group.AsSpan(0, count));
        }
    }

    /// <summary>The number of a state; -1 when it is not there.</summary>
    internal int Find(TKey key)
    {
        var tag = KeyHash.Tag(key);
        for (var place = Home(tag, _capacity); ; place = After(place))
        {
            var entry = Entry(place);
            if (entry == 0)
            {
                return -1;
            }

            if ((uint)(entry >> 32) == tag && _keys[Number(entry)] == key)
            {
                return Number(entry);
            }
        }
    }

    private static int Number(ulong entry) => (int)(uint)entry - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Home(uint tag, long capacity) =>
        (long)((tag * (ulong)(capacity >> BucketBits)) >> 32) << BucketBits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref ulong Entry(long place) => ref _chunks[place >> ChunkBits]![place & ChunkMask];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long After(long place) => ++place == _capacity ? 0 : place;

    private void AddGroup(ReadOnlySpan<TKey> keys)
    {
        while ((_keys.Count + keys.Length) * 5L > _capacity * 4)
        {
            Grow();
        }

        var tags = _tags.AsSpan(0, keys.Length);
        var places = _places.AsSpan(0, keys.Length);
        var entries = _entries.AsSpan(0, keys.Length);
        var candidates = _candidates.AsSpan(0, keys.Length);
        var (chunks, capacity) = (_chunks, _capacity);
        // Nothing here waits for what was read, so all reads are under way at once.
        for (var i = 0; i < keys.Length; i++)
        {
            var place = Home(tags[i], capacity);
            places[i] = place;

            // A bucket may begin in one line of the cache and end in the next.
            var chunk = chunks[place >> ChunkBits]!;
            entries[i] = chunk[place & ChunkMask] | chunk[(place & ChunkMask) + BucketSize - 1];
        }

        for (var i = 0; i < keys.Length; i++)
        {
            var entry = Walk(ref places[i], tags[i]);
            entries[i] = entry;
            if (entry != 0)
            {
                candidates[i] = _keys[Number(entry)];
            }
        }

        for (var i = 0; i < keys.Length; i++)
        {
            if (entries[i] == 0 || candidates[i] != keys[i])
            {
                AddAt(places[i], tags[i], keys[i]);
            }
        }
    }

    // To the first place from there on that is free or has this tag.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Walk(ref long place, uint tag)
    {
        for (; ; place = place + BucketSize == _capacity ? 0 : place + BucketSize)
        {
            var bucket = _chunks[place >> ChunkBits].AsSpan((int)(place & ChunkMask), BucketSize);
            var entries = Vector512.Create<ulong>(bucket);
            var fits = Vector512.Equals(entries, Vector512<ulong>.Zero)
                | Vector512.Equals(entries >>> 32, Vector512.Create((ulong)tag));
            if (fits != Vector512<ulong>.Zero)
            {
                var offset = BitOperations.TrailingZeroCount(fits.ExtractMostSignificantBits());
                place += offset;
                return bucket[offset];
            }
        }
    }

    // From the first place that can hold it: what was added since the place was looked up can only have filled it.
    private void AddAt(long place, uint tag, TKey key)
    {
        for (; ; place = After(place))
        {
            ref var entry = ref Entry(place);
            if (entry == 0)
            {
                _keys.Add(key);
                entry = ((ulong)tag << 32) | (uint)_keys.Count;
                return;
            }

            if ((uint)(entry >> 32) == tag && _keys[Number(entry)] == key)
            {
                return;
            }
        }
    }

    private void Grow()
    {
        var old = _chunks;
        var isFirst = _capacity == FirstSize;
        _chunks = new ulong[]?[isFirst ? 1 : GrownChunks];
        _capacity = (long)_chunks.Length * ChunkSize;
        var (run, free) = (0L, 0L);
        foreach (var chunk in old)
        {
            Move(chunk!, ref run, ref free);
            if (!isFirst)
            {
                Array.Clear(chunk!);
                _spare.Push(chunk!);
            }
        }

        for (var i = 0; i < _chunks.Length; i++)
        {
            _chunks[i] ??= TakeChunk();
        }
    }

    // Entries come nearly in the order of their new places, so most go next to the one before, and nothing is looked
    // up: from run to free, every place is taken, and what belongs there or behind it goes to free or behind it.
    private void Move(ulong[] chunk, ref long run, ref long free)
    {
        var (capacity, into, intoIndex) = (_capacity, chunk, -1L);
        for (var bucket = chunk.AsSpan(); !bucket.IsEmpty; bucket = bucket[BucketSize..])
        {
            foreach (var entry in bucket[..BucketSize])
            {
                if (entry == 0)
                {
                    // A bucket is filled from its beginning.
                    break;
                }

                var home = Home((uint)(entry >> 32), capacity);
                var place = Math.Max(home, free);
                if (home < run || place >= capacity)
                {
                    MoveBehind(home, entry);
                    continue;
                }

                if (place >> ChunkBits != intoIndex)
                {
                    intoIndex = place >> ChunkBits;
                    into = ChunkAt(intoIndex);
                }

                ref var at = ref into[place & ChunkMask];
                if (at != 0)
                {
                    MoveBehind(home, entry);
                    continue;
                }

                at = entry;
                run = home > free ? home : run;
                free = place + 1;
            }
        }
    }

    private void MoveBehind(long place, ulong entry)
    {
        while (ChunkAt(place >> ChunkBits)[place & ChunkMask] != 0)
        {
            place = After(place);
        }

        Entry(place) = entry;
    }

    private ulong[] ChunkAt(long index) => _chunks[index] ??= TakeChunk();

    private ulong[] TakeChunk()
    {
        if (_spare.TryPop(out var chunk))
        {
            return chunk;
        }

        _chunksHeld++;
        return new ulong[ChunkSize];
    }
}
