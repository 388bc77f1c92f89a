// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Model.Device;

/// <summary>
/// The address register, half by half. A half that was not written since the last command is unspecified: response
/// and address share the offset, and devices differ in what is left there.
/// </summary>
/// <param name="Low">Bits 0 to 31, or null.</param>
/// <param name="High">Bits 32 to 63, or null.</param>
public readonly record struct StagedAddress(uint? Low, uint? High)
{
    /// <summary>The whole address, or null while a half is unspecified.</summary>
    public ulong? Value => Low is { } low && High is { } high ? ((ulong)high << 32) | low : null;

    /// <summary>The register after an aligned 4- or 8-byte write; other writes leave it unspecified.</summary>
    /// <param name="offset">Byte offset in the BAR, 0 to 7.</param>
    /// <param name="width">Bytes.</param>
    /// <param name="value">Little-endian value.</param>
    public StagedAddress Write(ulong offset, int width, ulong value) => (offset, width) switch
    {
        (Registers.Address, 8) => new StagedAddress((uint)value, (uint)(value >> 32)),
        (Registers.Address, 4) => this with { Low = (uint)value },
        (Registers.AddressHigh, 4) => this with { High = (uint)value },
        _ => default,
    };
}
