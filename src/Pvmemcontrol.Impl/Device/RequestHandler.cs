// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Device;

/// <summary>Performs requests: checks the range, then asks the host. Allocates nothing.</summary>
internal sealed class RequestHandler(GuestMemory memory, IHostCalls host, ulong pageSize)
{
    private readonly RevokedPages _revoked = new(memory.Layout.PageCount);

    /// <summary>
    /// Held over a change of protection and its record: the kernel's order and the record's must be the same, or a
    /// revoked buffer would be taken for a good one.
    /// </summary>
    private readonly object _protectionLock = new();

    /// <summary>The reply to a request; the effect is complete when this returns.</summary>
    /// <param name="request">The request, copied out of the buffer.</param>
    /// <param name="channels">The live channels, whose buffers must stay accessible.</param>
    internal Reply Perform(in Request request, ChannelTable channels)
    {
        if (request.FunctionCode == (ulong)FunctionCode.Info)
        {
            return new Reply(0, 0, pageSize, 1, 0);
        }

        var errno = request.IsKnown ? PerformOnRange(request, channels) : Errno.EOPNOTSUPP;

        // A guest that looks at ret_code alone must see the failure too.
        return new Reply((uint)errno, errno == Errno.None ? 0u : 1u, 0, 0, 0);
    }

    /// <summary>True when the buffer is on pages that no earlier request revoked.</summary>
    internal bool IsAccessible(ulong address, ulong length)
    {
        lock (_protectionLock)
        {
            var range = memory.Layout.Place(address, length);
            return !_revoked.Overlaps(range.FirstPage, range.EndPage);
        }
    }

    private Errno PerformOnRange(in Request request, ChannelTable channels)
    {
        if (!PageGeometry.IsAligned(request.Address) || !PageGeometry.IsAligned(request.Length))
        {
            return Errno.EINVAL;
        }

        // An empty range is looked up as its first byte: somewhere it must be.
        var region = memory.FindRegion(request.Address, Math.Max(request.Length, 1), out var offset);
        if (region < 0)
        {
            return Errno.EINVAL;
        }

        if (request.Length == 0)
        {
            return Errno.None;
        }

        return VmaEffects.IsProtection(request.Function)
            ? Protect(request, region, offset, channels)
            : host.Call(request.Function, region, offset, request.Length, request.Arg);
    }

    private Errno Protect(in Request request, int region, ulong offset, ChannelTable channels)
    {
        var revokes = VmaEffects.Revokes(request.Function);
        if (revokes && channels.HasBufferIn(request.Address, request.Length))
        {
            return Errno.EBUSY;
        }

        var range = memory.Layout.Place(request.Address, request.Length);
        lock (_protectionLock)
        {
            var errno = host.Call(request.Function, region, offset, request.Length, request.Arg);
            if (revokes && errno != Errno.EOPNOTSUPP)
            {
                // Also after a failure: the call may have stopped half way.
                _revoked.Add(range.FirstPage, range.EndPage);
            }
            else if (!revokes && errno == Errno.None)
            {
                _revoked.Remove(range.FirstPage, range.EndPage);
            }

            return errno;
        }
    }
}
