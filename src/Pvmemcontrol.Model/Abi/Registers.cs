// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Abi;

/// <summary>
/// The registers in BAR0: offsets and widths in bytes, values little-endian. Source: pvmemcontrol.c:35-37.
/// </summary>
public static class Registers
{
    /// <summary>Written: guest physical address of the buffer to register, 8 bytes (pvmemcontrol.c:36).</summary>
    public const ulong Address = 0x00;

    /// <summary>The upper half of <see cref="Address"/>, when it is written as two 4-byte words.</summary>
    public const ulong AddressHigh = 0x04;

    /// <summary>Read: the channel command that REGISTER assigned, 4 bytes (pvmemcontrol.c:37).</summary>
    public const ulong Response = 0x00;

    /// <summary>Written: a transport or channel command; read: the answer; 4 bytes (pvmemcontrol.c:35).</summary>
    public const ulong Command = 0x08;

    /// <summary>The bytes of BAR0 that this protocol uses.</summary>
    public const int Size = 16;
}
