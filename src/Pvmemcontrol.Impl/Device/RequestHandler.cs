// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Device;

/// <summary>Performs requests: checks the range, then asks the host. Allocates nothing.</summary>
internal sealed class RequestHandler(
    GuestMemory memory, IHostCalls host, MappingChanges changes, DeviceOptions options)
{
    private readonly ulong _pageSize = options.PageSize;
    private readonly uint _refused = options.Refused.Aggregate(0u, (set, function) => set | (1u << (int)function));

    /// <summary>The reply to a request; the effect is complete when this returns.</summary>
    /// <param name="request">The request, copied out of the buffer.</param>
    /// <param name="channels">The live channels, whose buffers must stay accessible.</param>
    internal Reply Perform(in Request request, ChannelTable channels)
    {
        if (request.FunctionCode == (ulong)FunctionCode.Info)
        {
            return new Reply(0, 0, _pageSize, 1, 0);
        }

        var isOffered = request.IsKnown && ((_refused >> (int)request.Function) & 1) == 0;
        var errno = isOffered ? PerformOnRange(request, channels) : Errno.EOPNOTSUPP;

        // A guest that checks only ret_code must see the failure too.
        return new Reply((uint)errno, errno == Errno.None ? 0u : 1u, 0, 0, 0);
    }

    private Errno PerformOnRange(in Request request, ChannelTable channels)
    {
        if (!PageGeometry.IsAligned(request.Address) || !PageGeometry.IsAligned(request.Length))
        {
            return Errno.EINVAL;
        }

        // An empty range is looked up by its first byte, which must be guest RAM.
        var region = memory.FindRegion(request.Address, Math.Max(request.Length, 1), out var offset);
        if (region < 0)
        {
            return Errno.EINVAL;
        }

        if (request.Length == 0)
        {
            return Errno.None;
        }

        if (MayTakePageAway(request.Function, region) && HoldsBuffer(request, channels))
        {
            return Errno.EBUSY;
        }

        return PageChange.IsMadeBy(request.Function)
            ? changes.Perform(request.Function, region, offset, request.Length, request.Arg)
            : host.Call(request.Function, region, offset, request.Length, request.Arg);
    }

    /// <summary>
    /// A discarded huge page may be taken by another process; writing the reply there would then kill the VMM.
    /// </summary>
    private bool MayTakePageAway(FunctionCode function, int region) => VmaEffects.Revokes(function)
        || (HostCalls.IsDiscard(function) && memory.Layout.Regions[region].Backing.IsHuge());

    private bool HoldsBuffer(in Request request, ChannelTable channels)
    {
        var touched = memory.Layout.Outwards(memory.Layout.Place(request.Address, request.Length));
        return channels.HasBufferIn(
            memory.Layout.AddressOfPage(touched.FirstPage), (ulong)touched.PageCount << PageGeometry.Shift);
    }
}
