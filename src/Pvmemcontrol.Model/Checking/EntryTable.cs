// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pvmemcontrol.Model.Checking;

/// <summary>
/// A hash table of entries of 8 bytes, of which half are the tag, bits of a hash, and half are a number that isn't 0.
/// </summary>
/// <remarks>
/// Eight places are a bucket, which is filled from its beginning and compared at once; what finds it full goes to the
/// next. A larger tag has a later bucket: the table is nearly in the order of the tags, and can grow in one pass that
/// uses each old chunk again, so there is no peak while it grows. A large one grows by a quarter, and so is 64 to 80
/// percent full. A small one doubles, which is less work, and then grows by a half once.
/// </remarks>
internal sealed class EntryTable
{
    private const int ChunkBits = 15;
    private const int ChunkSize = 1 << ChunkBits;
    private const int ChunkMask = ChunkSize - 1;

    // A line of a cache, and as many as are compared at once.
    private const int BucketBits = 3;
    private const int BucketSize = 1 << BucketBits;

    // Most worlds are small, and many of them are searched.
    private const int FirstSize = 1 << 10;

    // For the last buckets that entries were moved to: how many places are taken, by the low bits of the bucket's
    // number.
    private const int Window = 1 << 10;
    private readonly byte[] _taken = new byte[Window];

    private readonly Stack<ulong[]> _spare = new();
    private ulong[]?[] _chunks = [new ulong[FirstSize]];
    private long _chunksHeld = 1;

    /// <summary>How many entries it has room for.</summary>
    internal long Capacity { get; private set; } = FirstSize;

    /// <summary>What it holds.</summary>
    internal long Bytes => _chunksHeld * ChunkSize * sizeof(ulong);

    /// <summary>What it will hold once it has grown the next time.</summary>
    internal long BytesAfterGrowth => Bytes + ((ChunksToAdd(_chunks.Length) + 1) * ChunkSize * sizeof(ulong));

    /// <summary>What is at a place; 0 when it is free.</summary>
    internal ref ulong this[long place]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _chunks[place >> ChunkBits]![place & ChunkMask];
    }

    /// <summary>The entry's tag.</summary>
    internal static uint Tag(ulong entry) => (uint)(entry >> 32);

    /// <summary>An entry.</summary>
    internal static ulong Entry(uint tag, uint number) => ((ulong)tag << 32) | number;

    /// <summary>The first place of the bucket for a tag.</summary>
    internal long Home(uint tag) => Home(tag, Capacity);

    /// <summary>The place after another, the first after the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal long After(long place) => ++place == Capacity ? 0 : place;

    /// <summary>
    /// The first place of the bucket for each tag. Nothing waits for what it reads, so all buckets are on their way to
    /// the cache at once.
    /// </summary>
    /// <param name="tags">Some tags.</param>
    /// <param name="places">Gets a place for each.</param>
    /// <param name="read">Gets what was read, which means nothing.</param>
    internal void Approach(ReadOnlySpan<uint> tags, Span<long> places, Span<ulong> read)
    {
        var (chunks, capacity) = (_chunks, Capacity);
        places = places[..tags.Length];
        read = read[..tags.Length];
        for (var i = 0; i < tags.Length; i++)
        {
            var place = Home(tags[i], capacity);
            places[i] = place;

            // A bucket may begin in one line of the cache and end in the next.
            var chunk = chunks[place >> ChunkBits]!;
            read[i] = chunk[place & ChunkMask] | chunk[(place & ChunkMask) + BucketSize - 1];
        }
    }

    /// <summary>
    /// Goes on from the first place of a bucket to the first place that is free or has this tag; what is there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Walk(ref long place, uint tag)
    {
        for (; ; place = place + BucketSize == Capacity ? 0 : place + BucketSize)
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

    /// <summary>Makes room for more. Every entry has another place then.</summary>
    internal void Grow()
    {
        var old = _chunks;
        var isFirst = Capacity == FirstSize;
        _chunks = new ulong[]?[isFirst ? 1 : old.Length + ChunksToAdd(old.Length)];
        Capacity = (long)_chunks.Length * ChunkSize;
        var end = 0L;
        foreach (var chunk in old)
        {
            Move(chunk!, ref end);
            if (isFirst)
            {
                // It was counted as a whole one, and is garbage now.
                _chunksHeld--;
            }
            else
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

    // 32 chunks are 8 MiB.
    private static long ChunksToAdd(int chunks) => chunks switch
    {
        < 32 => chunks,
        < 48 => chunks / 2,
        _ => chunks / 4,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Home(uint tag, long capacity) =>
        (long)((tag * (ulong)(capacity >> BucketBits)) >> 32) << BucketBits;

    // Entries come nearly in the order of their new buckets. How full these are is known for a window of buckets, up to
    // the furthest that one went to, so a place is searched for only where a bucket is full.
    private void Move(ulong[] chunk, ref long end)
    {
        var (into, intoIndex) = (chunk, -1L);
        for (var from = chunk.AsSpan(); !from.IsEmpty; from = from[BucketSize..])
        {
            foreach (var entry in from[..BucketSize])
            {
                if (entry == 0)
                {
                    // A bucket is filled from its beginning.
                    break;
                }

                var bucket = Home(Tag(entry)) >> BucketBits;
                if (!IsInWindow(bucket, ref end) || _taken[(int)bucket & (Window - 1)] == BucketSize)
                {
                    MoveBehind(bucket, entry, end);
                    continue;
                }

                if (bucket >> (ChunkBits - BucketBits) != intoIndex)
                {
                    intoIndex = bucket >> (ChunkBits - BucketBits);
                    into = ChunkAt(intoIndex);
                }

                ref var taken = ref _taken[(int)bucket & (Window - 1)];
                into[((bucket << BucketBits) & ChunkMask) + taken] = entry;
                taken++;
            }
        }
    }

    // The window moves on with the entries, but not for one that came round from the end of the old table.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsInWindow(long bucket, ref long end)
    {
        if (bucket >= end + (Window / 2))
        {
            return false;
        }

        for (; end <= bucket; end++)
        {
            _taken[(int)end & (Window - 1)] = Taken(end);
        }

        return bucket >= end - Window;
    }

    private byte Taken(long bucket)
    {
        var place = bucket << BucketBits;
        var entries = Vector512.Create<ulong>(
            ChunkAt(place >> ChunkBits).AsSpan((int)(place & ChunkMask), BucketSize));
        var free = Vector512.Equals(entries, Vector512<ulong>.Zero).ExtractMostSignificantBits();
        return (byte)(BucketSize - BitOperations.PopCount(free));
    }

    private void MoveBehind(long bucket, ulong entry, long end)
    {
        var place = bucket << BucketBits;
        while (ChunkAt(place >> ChunkBits)[place & ChunkMask] != 0)
        {
            place = After(place);
        }

        this[place] = entry;
        bucket = place >> BucketBits;
        if (bucket < end && bucket >= end - Window)
        {
            _taken[(int)bucket & (Window - 1)]++;
        }
    }

    private ulong[] ChunkAt(long index) => _chunks[index] ??= TakeChunk();

    private ulong[] TakeChunk()
    {
        if (_spare.TryPop(out var chunk))
        {
            return chunk;
        }

        // Each page is written before it is read. For one that is read first the kernel maps its page of zeros, and
        // when that is replaced, the processor of every thread is interrupted to forget it.
        _chunksHeld++;
        chunk = GC.AllocateUninitializedArray<ulong>(ChunkSize);
        Array.Clear(chunk);
        return chunk;
    }
}
