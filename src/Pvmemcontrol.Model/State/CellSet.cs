// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.State;

/// <summary>
/// A set of cells: the 128 bits of a state, and up to 128 aspects, which are what steps ask of those bits
/// (<see cref="Aspects"/>).
/// </summary>
/// <param name="Low">Bits 0 to 63 of the state.</param>
/// <param name="High">Bits 64 to 127 of the state.</param>
/// <param name="Near">Aspects 0 to 63.</param>
/// <param name="Far">Aspects 64 to 127.</param>
public readonly record struct CellSet(ulong Low, ulong High, ulong Near, ulong Far)
{
    /// <summary>True when no cell is in it.</summary>
    public bool IsEmpty => (Low | High | Near | Far) == 0;

    /// <summary>The cells of both.</summary>
    public static CellSet operator |(in CellSet a, in CellSet b) =>
        new(a.Low | b.Low, a.High | b.High, a.Near | b.Near, a.Far | b.Far);

    /// <summary>The cells that are in both.</summary>
    public static CellSet operator &(in CellSet a, in CellSet b) =>
        new(a.Low & b.Low, a.High & b.High, a.Near & b.Near, a.Far & b.Far);

    /// <summary>The cells of the first that are not in the second.</summary>
    public static CellSet operator -(in CellSet a, in CellSet b) =>
        new(a.Low & ~b.Low, a.High & ~b.High, a.Near & ~b.Near, a.Far & ~b.Far);

    /// <summary>The aspect with this number.</summary>
    internal static CellSet Aspect(int number) =>
        number < 64 ? new(0, 0, 1ul << number, 0) : new(0, 0, 0, 1ul << (number - 64));

    /// <summary>True when some cell is in both.</summary>
    public bool Overlaps(in CellSet other) =>
        ((Low & other.Low) | (High & other.High) | (Near & other.Near) | (Far & other.Far)) != 0;

    /// <summary>True when every cell of the other is in this one.</summary>
    public bool Contains(in CellSet other) =>
        ((other.Low & ~Low) | (other.High & ~High) | (other.Near & ~Near) | (other.Far & ~Far)) == 0;
}
