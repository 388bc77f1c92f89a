// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Host;

/// <summary>Prepares private mappings to be split by a guest and merged again.</summary>
public static class FirstPages
{
    /// <summary>
    /// Populates the first page of every private mapping. The kernel ties the private pages of a VMA to an object
    /// (struct anon_vma) that the VMA gets with its first page and passes on to its parts. Parts that were split off
    /// before that get one each, and such VMAs never merge again, even if they become equal: a guest that locks every
    /// second page of fresh memory and unlocks them would leave the VMM as many VMAs as pages. A kernel before 5.14
    /// lacks the call, and the first page is then populated when the guest uses it.
    /// </summary>
    internal static void Populate(GuestMemory memory)
    {
        for (var region = 0; region < memory.Layout.Regions.Length; region++)
        {
            if (memory.Layout.Regions[region].Backing
                is Model.Host.Backing.PrivateAnonymous or Model.Host.Backing.PrivateFile)
            {
                _ = LibC.MAdvise(
                    memory.BaseOf(region), (nuint)Environment.SystemPageSize, LibC.MadvPopulateWrite);
            }
        }
    }

    /// <summary>
    /// Brings in the pages of a range of one region with one call, where the kernel has it (5.14): a fault for each
    /// costs much more on a virtual machine.
    /// </summary>
    /// <param name="memory">Guest RAM.</param>
    /// <param name="address">Guest physical address.</param>
    /// <param name="length">Bytes, at least 1.</param>
    public static void BringIn(GuestMemory memory, ulong address, ulong length)
    {
        ArgumentNullException.ThrowIfNull(memory);
        var region = memory.FindRegion(address, length, out var offset);
        ArgumentOutOfRangeException.ThrowIfNegative(region, nameof(address));
        _ = LibC.MAdvise(memory.BaseOf(region) + (nint)offset, (nuint)length, LibC.MadvPopulateWrite);
    }

    /// <summary>Gives the pages of a region back, whatever they hold: MADV_DONTNEED.</summary>
    /// <param name="memory">Guest RAM.</param>
    /// <param name="region">Index of the region in the layout.</param>
    public static void GiveBack(GuestMemory memory, int region)
    {
        ArgumentNullException.ThrowIfNull(memory);
        var length = (nuint)memory.Layout.Regions[region].Length;
        _ = LibC.MAdvise(memory.BaseOf(region), length, LibC.MadvDontNeed);
    }
}
