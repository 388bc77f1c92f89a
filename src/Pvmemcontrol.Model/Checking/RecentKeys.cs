// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pvmemcontrol.Model.Checking;

/// <summary>
/// Some of the keys seen last, one for each value of a few bits of the hash. Steps that are independent lead to the
/// same states by other ways, mostly soon after each other: about half of all that is looked up was looked up lately,
/// and to know it here takes no wait for memory.
/// </summary>
internal sealed class RecentKeys<TKey>
    where TKey : unmanaged, IBinaryInteger<TKey>
{
    // Few enough for a cache that is near; at first no more than a small world is worth.
    private const int MostBits = 14;
    private const int FirstBits = 10;

    private TKey[] _keys = Empty(FirstBits);

    /// <summary>What it holds.</summary>
    internal long Bytes => (long)_keys.Length * Unsafe.SizeOf<TKey>();

    /// <summary>Remembers more, if it is worth it when so many states are known. What it knew it may forget.</summary>
    internal void GrowFor(long states)
    {
        if (_keys.Length < 1 << MostBits && states > _keys.Length)
        {
            _keys = Empty(MostBits);
        }
    }

    /// <summary>
    /// Copies the keys that it doesn't remember, each with the half of its hash that is its tag; how many these are.
    /// It remembers them from then on.
    /// </summary>
    internal int Sift(ReadOnlySpan<TKey> keys, Span<TKey> others, Span<uint> tags)
    {
        var recent = _keys;
        others = others[..keys.Length];
        tags = tags[..keys.Length];
        var count = 0;
        foreach (var key in keys)
        {
            var tag = KeyHash.Tag(key);
            ref var last = ref recent[(int)tag & (recent.Length - 1)];

            // A guess at a branch would be wrong every other time.
            others[count] = key;
            tags[count] = tag;
            count += Differ(last, key);
            last = key;
        }

        return count;
    }

    // 1 when they do. To compare wide keys as such is a branch for each half.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Differ(TKey left, TKey right)
    {
        var bits = left ^ right;
        var word = ulong.CreateTruncating(bits);
        if (Unsafe.SizeOf<TKey>() > sizeof(ulong))
        {
            word |= ulong.CreateTruncating(bits >>> 64);
        }

        return word == 0 ? 0 : 1;
    }

    // Zero is a key as well, so what has its place must not be zero.
    private static TKey[] Empty(int bits)
    {
        var keys = new TKey[1 << bits];
        var place = KeyHash.Tag(TKey.Zero) & (keys.Length - 1);
        var other = TKey.One;
        while ((KeyHash.Tag(other) & (keys.Length - 1)) == place)
        {
            other++;
        }

        keys[place] = other;
        return keys;
    }
}
