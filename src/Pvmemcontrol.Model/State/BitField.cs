// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.State;

/// <summary>Where a small number lives in a <see cref="Packed"/> state; never across the two halves.</summary>
public readonly struct BitField
{
    private readonly bool _isHigh;
    private readonly byte _shift;
    private readonly ulong _mask;

    /// <summary>A place for numbers from 0 to <paramref name="max"/>.</summary>
    /// <param name="isHigh">In the upper half.</param>
    /// <param name="shift">Lowest bit in that half.</param>
    /// <param name="width">Bits; 0 for a number that is always 0.</param>
    /// <param name="max">The largest number.</param>
    internal BitField(bool isHigh, int shift, int width, int max)
    {
        _isHigh = isHigh;
        _shift = (byte)shift;
        _mask = width == 0 ? 0 : (1ul << width) - 1;
        Max = max;
    }

    /// <summary>Its bits.</summary>
    internal CellSet Cells => _isHigh ? new(0, _mask << _shift, 0, 0) : new(_mask << _shift, 0, 0, 0);

    /// <summary>The bits that are set in a number.</summary>
    internal CellSet CellsOf(int number) =>
        _isHigh ? new(0, (ulong)number << _shift, 0, 0) : new((ulong)number << _shift, 0, 0, 0);

    /// <summary>The largest number that it is for.</summary>
    public int Max { get; }

    /// <summary>The number.</summary>
    public int Get(in Packed state) => (int)(((_isHigh ? state.High : state.Low) >> _shift) & _mask);

    /// <summary>Replaces the number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It does not fit: the world's bounds are wrong.</exception>
    public void Set(ref Packed state, int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Max);
        var bits = (ulong)value << _shift;
        var keep = ~(_mask << _shift);
        if (_isHigh)
        {
            state.High = (state.High & keep) | bits;
        }
        else
        {
            state.Low = (state.Low & keep) | bits;
        }
    }
}
