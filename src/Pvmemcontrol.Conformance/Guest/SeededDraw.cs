// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Guest;

/// <summary>
/// The SplitMix64 sequence of a seed. Not from a library: a seed that a user keeps must give the same scenario on every
/// runtime.
/// </summary>
public sealed class SeededDraw(ulong seed) : IDraw
{
    private ulong _state = seed;

    /// <summary>The seed of the scenario with this index in a run.</summary>
    public static ulong Derive(ulong seed, long index) => Mix(seed + ((ulong)index * 0x9E37_79B9_7F4A_7C15UL));

    /// <inheritdoc/>
    public int Below(int bound) => (int)(((Bits() >> 32) * (ulong)bound) >> 32);

    /// <inheritdoc/>
    public ulong Bits() => Mix(_state += 0x9E37_79B9_7F4A_7C15UL);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EBUL;
        return z ^ (z >> 31);
    }
}
