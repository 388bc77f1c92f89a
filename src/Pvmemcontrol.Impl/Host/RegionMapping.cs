// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Host;

/// <summary>
/// The mapping behind a region of guest RAM. The addresses on both sides are unmapped or inaccessible, so that an
/// access past either end faults.
/// </summary>
internal sealed class RegionMapping : IDisposable
{
    /// <summary>Bytes on both sides; a multiple of the largest page.</summary>
    private const int Guard = (int)Backings.HugePageSize;

    private readonly nuint _length;
    private nint _reserved;

    private RegionMapping(nint at, nuint length, nint reserved)
    {
        Base = at;
        _length = length;
        _reserved = reserved;
    }

    /// <summary>Memory of somebody else, who unmaps it.</summary>
    /// <param name="at">The host address of the first byte.</param>
    internal static RegionMapping OfOthers(nint at) => new(at, 0, 0);

    /// <summary>The host address of the first byte.</summary>
    internal nint Base { get; private set; }

    /// <summary>What is mapped; null for anonymous memory and for memory of somebody else.</summary>
    internal RegionObject? Object { get; private set; }

    /// <summary>Maps fresh memory over an object that was kept, or over a new one.</summary>
    /// <param name="region">The region.</param>
    /// <param name="firstPage">The number of its first page in the layout, for the content of a file.</param>
    /// <param name="hint">The preferred host address, with nothing around it.</param>
    /// <param name="kept">An object of an equal region, or null; it is disposed of if it cannot be used.</param>
    /// <exception cref="HostException">A mapping could not be made.</exception>
    internal static RegionMapping Of(in Region region, int firstPage, nint hint, RegionObject? kept)
    {
        if (kept is not null)
        {
            if (kept.IsReusable(region, firstPage) && TryMap(region, kept, hint, out _) is { } again)
            {
                if (region.Backing != Backing.SharedMemory || kept.TryEmpty(again.Base))
                {
                    return again;
                }

                again.Unmap();
            }

            kept.Dispose();
        }

        var made = RegionObject.IsBehind(region.Backing) ? RegionObject.Create(region, firstPage) : null;
        if (TryMap(region, made, hint, out var errno) is { } mapping)
        {
            return mapping;
        }

        made?.Dispose();
        throw new HostException("mmap", errno);
    }

    /// <inheritdoc/>
    public void Dispose() => Take()?.Dispose();

    /// <summary>Unmaps the memory, and leaves its object to the caller; null if there is none.</summary>
    internal RegionObject? Take()
    {
        if (Base == 0 || _length == 0)
        {
            return null;
        }

        Unmap();
        var left = Object;
        Object = null;
        return left;
    }

    private void Unmap()
    {
        _ = _reserved == 0 ? LibC.MUnmap(Base, _length) : LibC.MUnmap(_reserved, ReservedFor(_length));
        (Base, _reserved) = (0, 0);
    }

    private static RegionMapping? TryMap(in Region region, RegionObject? made, nint hint, out int errno)
    {
        var length = (nuint)region.Length;
        var flags = LibC.MapNoReserve | (region.Backing.IsShared() ? LibC.MapShared : LibC.MapPrivate);
        if (region.Backing.IsHuge())
        {
            // With a reservation: a pool that is too small fails here, and not as a fault of a device.
            flags &= ~LibC.MapNoReserve;
        }

        flags |= region.Backing switch
        {
            Backing.PrivateAnonymous => LibC.MapAnonymous,
            Backing.HugePrivate => LibC.MapAnonymous | LibC.MapHugeTlb | LibC.MapHuge2M,
            _ => 0,
        };

        const int Access = LibC.ProtRead | LibC.ProtWrite;
        var fd = made is null ? -1 : (int)made.File.DangerousGetHandle();
        var reserved = (nint)0;
        var address = LibC.MMap(hint, length, Access, flags | LibC.MapFixedNoReplace, fd, 0);
        if (address == -1)
        {
            reserved = Reserve(length, out var inside);
            address = LibC.MMap(inside, length, Access, flags | LibC.MapFixed, fd, 0);
        }

        errno = address == -1 ? Marshal.GetLastPInvokeError() : 0;
        if (address == -1)
        {
            _ = LibC.MUnmap(reserved, ReservedFor(length));
            return null;
        }

        return new RegionMapping(address, length, reserved) { Object = made };
    }

    /// <summary>Addresses for a region that begins where a huge page may, with what guards them.</summary>
    private static nint Reserve(nuint length, out nint inside)
    {
        var reserved = LibC.MMap(0, ReservedFor(length), LibC.ProtNone,
            LibC.MapPrivate | LibC.MapAnonymous | LibC.MapNoReserve, -1, 0);
        inside = (reserved + (2 * Guard) - 1) & -Guard;
        return reserved != -1 ? reserved : throw new HostException("mmap", Marshal.GetLastPInvokeError());
    }

    private static nuint ReservedFor(nuint length) => length + (3 * Guard);
}
