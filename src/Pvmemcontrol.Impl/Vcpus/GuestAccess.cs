// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Vcpus;

/// <summary>One load or store of a guest; its bytes are in the buffer that goes with it.</summary>
/// <param name="IsStore">True for a store, false for a load.</param>
/// <param name="Address">Guest physical address of the first byte: guest RAM, or a register in BAR0.</param>
/// <param name="Length">Bytes; of a register 1, 2, 4 or 8.</param>
/// <param name="At">Where the bytes are in the buffer.</param>
public readonly record struct GuestAccess(bool IsStore, ulong Address, int Length, int At)
{
    /// <summary>A load into the buffer.</summary>
    public static GuestAccess Load(ulong address, int length, int at) => new(false, address, length, at);

    /// <summary>A store from the buffer.</summary>
    public static GuestAccess Store(ulong address, int length, int at) => new(true, address, length, at);

    /// <summary>The bytes in the buffer.</summary>
    public Span<byte> In(Span<byte> data) => data.Slice(At, Length);
}
