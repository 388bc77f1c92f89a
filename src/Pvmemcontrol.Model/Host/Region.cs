// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Host;

/// <summary>A contiguous range of guest RAM behind one mapping of the VMM.</summary>
/// <param name="Start">Guest physical address of its first byte, aligned to the backing's page.</param>
/// <param name="Pages">
/// Length in pages of <see cref="PageGeometry.Size"/> bytes, at least 1 and whole pages of the backing.
/// </param>
/// <param name="Backing">What it is mapped from.</param>
public readonly record struct Region(ulong Start, int Pages, Backing Backing)
{
    /// <summary>Length in bytes.</summary>
    public ulong Length => (ulong)Pages << PageGeometry.Shift;

    /// <summary>Guest physical address after the last byte.</summary>
    public ulong End => Start + Length;

    /// <summary>True when the address is in the region.</summary>
    public bool Contains(ulong address) => address >= Start && address < End;
}
