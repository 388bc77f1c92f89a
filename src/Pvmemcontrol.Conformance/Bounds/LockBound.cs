// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>A guest that locks page after page, in a VMM with a small RLIMIT_MEMLOCK.</summary>
internal static class LockBound
{
    /// <summary>Bytes that the process may lock, or less if the host allows less.</summary>
    internal const ulong LargestLimit = 1 << 20;

    /// <summary>Bytes; with a smaller limit the bound is not probed.</summary>
    internal const ulong SmallestLimit = 16 << PageGeometry.Shift;

    private const int EnoughRefusals = 16;
    private const int FirstPage = 16;

    /// <summary>The guest RAM: twice what may be locked.</summary>
    internal static Region RegionFor(ulong limit) => new(
        0x1_0000_0000, FirstPage + (int)(limit >> (PageGeometry.Shift - 1)), Backing.PrivateAnonymous);

    /// <summary>Runs the guest; false when the handshake fails.</summary>
    internal static bool Run(BoundGuest guest, Region region, BoundSheet sheet)
    {
        if (!guest.TryHandshake(region.Start, out var command))
        {
            return false;
        }

        ref var wave = ref sheet.Wave(0);
        var refusals = 0;
        for (var page = FirstPage; page < region.Pages && refusals < EnoughRefusals && !guest.IsOver; page++)
        {
            var address = region.Start + ((ulong)page << PageGeometry.Shift);
            var request = new Request(FunctionCode.MLock, address, PageGeometry.Size);
            refusals = guest.Send(ref wave, command, region.Start, request) == Errno.None ? 0 : refusals + 1;
        }

        return true;
    }
}
