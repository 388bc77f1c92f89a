// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.VfioUser.Pci;

/// <summary>BAR0: 32-bit memory that is not prefetchable.</summary>
internal static class RegisterBar
{
    /// <summary>Bytes: a page, of which the registers are the first; it can be mapped alone.</summary>
    internal const int Size = 4096;
}
