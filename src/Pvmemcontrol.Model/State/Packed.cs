// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.State;

/// <summary>
/// A state of a world: 128 bits, read and written through <see cref="BitField"/>s. It is its own key: nothing is hashed
/// away, so that two states are the same exactly when their keys are.
/// </summary>
/// <param name="Low">Bits 0 to 63.</param>
/// <param name="High">Bits 64 to 127.</param>
public record struct Packed(ulong Low, ulong High)
{
    /// <summary>The key.</summary>
    public readonly UInt128 Key => new(High, Low);

    /// <summary>The state with this key.</summary>
    public static Packed Of(UInt128 key) => new((ulong)key, (ulong)(key >> 64));
}
