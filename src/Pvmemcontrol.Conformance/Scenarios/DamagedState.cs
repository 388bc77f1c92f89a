// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>Makes a state that no save wrote out of one that a save wrote.</summary>
internal static class DamagedState
{
    /// <summary>So many bytes of a foreign state are the same as those of a saved one by no chance.</summary>
    private const int LeastForeign = 64;

    private const int MostExtra = 16;

    /// <summary>The bytes, which differ from the saved ones.</summary>
    /// <param name="saved">The saved state; not empty.</param>
    /// <param name="how">What happens to it.</param>
    /// <param name="where">Which of its bytes or bits; any number.</param>
    internal static byte[] Of(ReadOnlySpan<byte> saved, StateDamage how, ulong where)
    {
        switch (how)
        {
            case StateDamage.Truncated:
                return saved[..(int)(where % (ulong)saved.Length)].ToArray();
            case StateDamage.Extended:
                return [.. saved, .. Enumerable.Repeat((byte)(where >> 8), 1 + (int)(where % MostExtra))];
            case StateDamage.Flipped:
                var flipped = saved.ToArray();
                flipped[(int)(where / 8 % (ulong)saved.Length)] ^= (byte)(1 << (int)(where % 8));
                return flipped;
            case StateDamage.Foreign:
                var foreign = new byte[Math.Max(saved.Length, LeastForeign)];
                var draw = new SeededDraw(where);
                foreach (ref var value in foreign.AsSpan())
                {
                    value = (byte)draw.Bits();
                }

                return foreign;
            default:
                throw new ArgumentOutOfRangeException(nameof(how), how, "no such damage");
        }
    }
}
