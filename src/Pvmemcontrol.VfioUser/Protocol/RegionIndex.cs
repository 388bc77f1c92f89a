// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.VfioUser.Protocol;

/// <summary>The numbers of a PCI function's regions and interrupts, as VFIO has them.</summary>
internal static class RegionIndex
{
    /// <summary>The registers.</summary>
    internal const uint Bar0 = 0;

    /// <summary>Configuration space.</summary>
    internal const uint Configuration = 7;

    /// <summary>How many regions there are: BAR0 to BAR5, ROM, configuration space, VGA.</summary>
    internal const uint Count = 9;

    /// <summary>The interrupt for errors, which a client wants to exist; it is never signalled.</summary>
    internal const uint ErrorIrq = 3;

    /// <summary>How many kinds of interrupts there are: INTx, MSI, MSI-X, error, request.</summary>
    internal const uint IrqCount = 5;
}
