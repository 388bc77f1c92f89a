// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.VfioUser.Pci;

/// <summary>
/// Where a guest leaves marks for an observer of the device: bytes of a vendor-specific capability in configuration
/// space. An access to them arrives in order with the accesses to the registers, unlike output on a console.
/// </summary>
public static class Marks
{
    /// <summary>Where the capability begins in configuration space.</summary>
    public const int Capability = 0x40;

    /// <summary>Where the bytes of the marks begin in configuration space.</summary>
    public const int Start = Capability + HeadSize;

    /// <summary>How many bytes there are. A guest writes 1, 2 or 4 of them at a time.</summary>
    public const int Length = 60;

    private const byte VendorSpecific = 0x09;
    private const byte Version = 1;
    private const int HeadSize = 4;

    /// <summary>Identity, next capability (none), length, and a version of our own.</summary>
    internal static ReadOnlySpan<byte> Head => [VendorSpecific, 0, HeadSize + Length, Version];
}
