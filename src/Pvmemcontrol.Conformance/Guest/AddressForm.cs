// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Guest;

/// <summary>How a guest writes the 64-bit address register.</summary>
public enum AddressForm : byte
{
    /// <summary>One 8-byte write at offset 0.</summary>
    EightBytes,

    /// <summary>Two 4-byte writes: offset 0, then offset 4.</summary>
    LowThenHigh,

    /// <summary>Two 4-byte writes: offset 4, then offset 0.</summary>
    HighThenLow,
}
