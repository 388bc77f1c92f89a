// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>
/// Memory of the VMM between the regions of guest RAM, as a real VMM has there. A call that runs over the end of a
/// region works, and its reply says so; without this memory it would look like a refusal. It also keeps the page tables
/// of guest RAM: the kernel frees a page table with the last mapping under it, which costs more than the rest of a
/// scenario's mappings, and the next scenario needs it again.
/// </summary>
internal sealed class BesideGuestRam : IDisposable
{
    /// <summary>The regions lie closer together, if nothing else was there.</summary>
    private const long Most = 8 << 20;

    private readonly List<GuestMemory> _memory = [];

    /// <summary>Maps it where the regions of scenarios will end, unless the process has something there.</summary>
    internal BesideGuestRam(GuestLayout layout)
    {
        // Every scenario has its guest RAM at the same addresses, if nothing else is there.
        using var example = new GuestMemory(layout);
        for (var region = 0; region < layout.Regions.Length - 1; region++)
        {
            var end = example.BaseOf(region) + (nint)layout.Regions[region].Length;
            var length = example.BaseOf(region + 1) - end;
            if (length is > 0 and <= (nint)Most && GuestMemory.TryAt(Behind(length), end) is { } memory)
            {
                _memory.Add(memory);
            }
        }

        KeepPageTables(example);
        if (layout.LargestPage == PageGeometry.Size)
        {
            using var other = new GuestMemory(layout, DeviceLife.OtherPlace);
            KeepPageTables(other);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.ForEach(m => m.Dispose());

    /// <summary>A page at the end of what a page table maps, behind each small region.</summary>
    private void KeepPageTables(GuestMemory memory)
    {
        const nint MappedByTable = Backings.HugePageSize;
        for (var region = 0; region < memory.Layout.Regions.Length; region++)
        {
            var last = (memory.BaseOf(region) & -MappedByTable) + MappedByTable - PageGeometry.Size;
            if (memory.BaseOf(region) + (nint)memory.Layout.Regions[region].Length < last
                && GuestMemory.TryAt(Behind(PageGeometry.Size), last) is { } page)
            {
                _memory.Add(page);
            }
        }
    }

    private static GuestLayout Behind(nint length) =>
        new(new Region(0, (int)(length >> PageGeometry.Shift), Backing.PrivateAnonymous));
}
