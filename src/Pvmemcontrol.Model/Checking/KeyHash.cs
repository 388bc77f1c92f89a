// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pvmemcontrol.Model.Checking;

/// <summary>Spreads packed states evenly, even if they are similar.</summary>
internal static class KeyHash
{
    /// <summary>64 bits, each of which depends on all of the key's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Of<TKey>(TKey key)
        where TKey : unmanaged, IBinaryInteger<TKey>
    {
        var word = ulong.CreateTruncating(key);
        if (Unsafe.SizeOf<TKey>() > sizeof(ulong))
        {
            word ^= Mix(ulong.CreateTruncating(key >>> 64) + 0x9E3779B97F4A7C15);
        }

        return Mix(word);
    }

    /// <summary>
    /// Which of several owners a key has. This is computed for every step, so it takes one multiplication a word. It
    /// says nothing about the tag, so that an owner's keys are spread over all of its table.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Owner<TKey>(TKey key, int owners)
        where TKey : unmanaged, IBinaryInteger<TKey>
    {
        var word = ulong.CreateTruncating(key);
        if (Unsafe.SizeOf<TKey>() > sizeof(ulong))
        {
            word = (word * 0xD6E8FEB86659FD93) ^ ulong.CreateTruncating(key >>> 64);
        }

        return (int)((((word * 0x9E3779B97F4A7C15) >> 32) * (uint)owners) >> 32);
    }

    /// <summary>The half of the hash that chooses the place in the owner's table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Tag<TKey>(TKey key)
        where TKey : unmanaged, IBinaryInteger<TKey> => (uint)(Of(key) >> 32);

    // The finaliser of SplitMix64.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong word)
    {
        word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
        word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
        return word ^ (word >> 31);
    }
}
