// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;

namespace Pvmemcontrol.Impl.Driver;

/// <summary>Memory of one allocation of the kernel: one piece, or one for each possible CPU.</summary>
/// <param name="size">Bytes of each piece.</param>
/// <param name="addresses">Guest physical address of each piece's first byte.</param>
public sealed class GuestAllocation(int size, ImmutableArray<ulong> addresses)
{
    /// <summary>Bytes of each piece.</summary>
    public int Size { get; } = size;

    /// <summary>Guest physical address of each piece's first byte.</summary>
    public ImmutableArray<ulong> Addresses { get; } = addresses;

    /// <summary>Bytes of all pieces.</summary>
    public long Bytes => (long)Size * Addresses.Length;
}
