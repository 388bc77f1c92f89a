// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Broken.Managed;

namespace Pvmemcontrol.Properties.Scenarios;

/// <summary>
/// Changes the byte of guest RAM whose address the guest writes, and, if bit 63 is set, takes the page out of the page
/// table: shared memory keeps its content.
/// </summary>
public sealed class StrayByteDevice : BrokenDevice
{
    /// <summary>Asks for the page to be taken out of the page table.</summary>
    public const ulong Unmapped = 1UL << 63;

    public override void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        base.Write(offset, data);
        if (offset != Registers.Address || data.Length != sizeof(ulong))
        {
            return;
        }

        var value = BinaryPrimitives.ReadUInt64LittleEndian(data);
        var address = value & ~Unmapped;
        Span<byte> one = stackalloc byte[1];
        Memory.Read(address, one);
        one[0] ^= 1;
        Memory.Write(address, one);
        if ((value & Unmapped) != 0)
        {
            var region = Memory.Layout.Regions[Memory.Layout.RegionAt(address)];
            var page = (ulong)region.Backing.PagesAtOnce() << PageGeometry.Shift;
            _ = Call(FunctionCode.DontNeed, Memory.Layout.RegionAt(address), (address - region.Start) & ~(page - 1),
                page, arg: 0);
        }
    }
}
