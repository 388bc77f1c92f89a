// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Host;

/// <summary>The page of the specification: the smallest page of any host that has this device.</summary>
public static class PageGeometry
{
    /// <summary>Bytes in a page.</summary>
    public const int Size = 4096;

    /// <summary>log2 of <see cref="Size"/>.</summary>
    public const int Shift = 12;

    /// <summary>The offset of an address in its page, bytes.</summary>
    public static int Offset(ulong address) => (int)(address & (Size - 1));

    /// <summary>True when the address or length is a multiple of the page.</summary>
    public static bool IsAligned(ulong value) => Offset(value) == 0;
}
