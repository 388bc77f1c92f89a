// SPDX-License-Identifier: Apache-2.0

using System.Numerics;

namespace Pvmemcontrol.Model.State;

/// <summary>Gives every number of a world's state its own bits, as few as its bound allows.</summary>
public sealed class BitFieldAllocator
{
    private const int HalfWidth = 64;

    private int _low;
    private int _high;

    /// <summary>Bits given out so far.</summary>
    public int Bits => _low + _high;

    /// <summary>True when all of them are in the lower half, so that 64-bit keys are enough.</summary>
    public bool FitsHalf => _high == 0;

    /// <summary>A field for numbers from 0 to <paramref name="max"/>.</summary>
    /// <exception cref="InvalidOperationException">The world does not fit into 128 bits.</exception>
    public BitField Take(int max)
    {
        var width = 32 - BitOperations.LeadingZeroCount((uint)max);
        if (width == 0)
        {
            return new BitField(false, 0, 0, 0);
        }

        if (_low + width <= HalfWidth)
        {
            var lower = new BitField(false, _low, width, max);
            _low += width;
            return lower;
        }

        if (_high + width > HalfWidth)
        {
            throw new InvalidOperationException($"the world needs more than the {Bits} bits of its key");
        }

        var upper = new BitField(true, _high, width, max);
        _high += width;
        return upper;
    }

    /// <summary>One field for each of <paramref name="count"/> things.</summary>
    public BitField[] Take(int count, int max) => [.. Enumerable.Range(0, count).Select(_ => Take(max))];
}
