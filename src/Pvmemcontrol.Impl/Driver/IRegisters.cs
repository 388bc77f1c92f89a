// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Driver;

/// <summary>A mapped BAR, as a driver accesses it; values are in the CPU's order, registers little-endian.</summary>
public interface IRegisters
{
    /// <summary>ioread32(): all ones where no device answers.</summary>
    /// <param name="offset">Bytes from the start of the BAR.</param>
    uint Read32(ulong offset);

    /// <summary>iowrite32(). It returns when the device has done everything that the write asks for.</summary>
    /// <param name="offset">Bytes from the start of the BAR.</param>
    /// <param name="value">The value.</param>
    void Write32(ulong offset, uint value);

    /// <summary>iowrite64_lo_hi(): one write where the architecture has it, else the lower half, then the upper.
    /// </summary>
    /// <param name="offset">Bytes from the start of the BAR.</param>
    /// <param name="value">The value.</param>
    void Write64(ulong offset, ulong value);
}
