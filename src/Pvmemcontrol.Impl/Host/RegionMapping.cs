// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
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

    /// <summary>
    /// Where the file or the shared memory behind the region is mapped a second time, readable; 0 where it is not.
    /// </summary>
    internal nint OtherBase { get; private set; }

    /// <summary>The object behind shared memory, for others to map; null for other backings.</summary>
    internal SafeFileHandle? File { get; private set; }

    /// <summary>Maps fresh memory.</summary>
    /// <param name="region">The region.</param>
    /// <param name="firstPage">The number of its first page in the layout, for the content of a file.</param>
    /// <param name="hint">The preferred host address, with nothing around it.</param>
    /// <exception cref="HostException">A mapping could not be made.</exception>
    internal static RegionMapping Of(in Region region, int firstPage, nint hint)
    {
        var length = (nuint)region.Length;
        var fd = -1;
        var flags = LibC.MapNoReserve | (region.Backing.IsShared() ? LibC.MapShared : LibC.MapPrivate);
        if (region.Backing.IsHuge())
        {
            // With a reservation: a pool that is too small fails here, and not as a fault of a device.
            flags = (flags & ~LibC.MapNoReserve) | LibC.MapHugeTlb | LibC.MapHuge2M;
        }

        if (region.Backing is Backing.PrivateAnonymous or Backing.HugePrivate)
        {
            flags |= LibC.MapAnonymous;
        }
        else
        {
            fd = CreateMemFd(region);
            flags &= ~(LibC.MapHugeTlb | LibC.MapHuge2M);
        }

        if (region.Backing == Backing.PrivateFile)
        {
            WriteFile(fd, firstPage, region.Pages);
        }

        const int Access = LibC.ProtRead | LibC.ProtWrite;
        var reserved = (nint)0;
        var address = LibC.MMap(hint, length, Access, flags | LibC.MapFixedNoReplace, fd, 0);
        if (address == -1)
        {
            reserved = Reserve(length, out var inside);
            address = LibC.MMap(inside, length, Access, flags | LibC.MapFixed, fd, 0);
        }

        var errno = Marshal.GetLastPInvokeError();
        var mapping = address == -1 ? null : new RegionMapping(address, length, reserved);
        if (mapping is not null && region.Backing is Backing.PrivateFile or Backing.SharedMemory)
        {
            mapping.MapAgain(fd);
        }
        else if (mapping is null && reserved != 0)
        {
            _ = LibC.MUnmap(reserved, ReservedFor(length));
        }

        if (mapping is not null && region.Backing.IsShared())
        {
            mapping.File = new SafeFileHandle(fd, ownsHandle: true);
        }
        else if (fd >= 0)
        {
            _ = LibC.Close(fd);
        }

        return mapping ?? throw new HostException("mmap", errno);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Base == 0 || _length == 0)
        {
            return;
        }

        _ = _reserved == 0 ? LibC.MUnmap(Base, _length) : LibC.MUnmap(_reserved, ReservedFor(_length));
        if (OtherBase != 0)
        {
            _ = LibC.MUnmap(OtherBase, _length);
        }

        File?.Dispose();
        (Base, OtherBase, _reserved) = (0, 0, 0);
    }

    /// <summary>Without a second mapping, nobody can look at the region as others do.</summary>
    private void MapAgain(int fd) =>
        OtherBase = LibC.MMap(0, _length, LibC.ProtRead, LibC.MapShared, fd, 0) is var at and not -1 ? at : 0;

    /// <summary>Addresses for a region that begins where a huge page may, with what guards them.</summary>
    private static nint Reserve(nuint length, out nint inside)
    {
        var reserved = LibC.MMap(0, ReservedFor(length), LibC.ProtNone,
            LibC.MapPrivate | LibC.MapAnonymous | LibC.MapNoReserve, -1, 0);
        inside = (reserved + (2 * Guard) - 1) & -Guard;
        return reserved != -1 ? reserved : throw new HostException("mmap", Marshal.GetLastPInvokeError());
    }

    private static nuint ReservedFor(nuint length) => length + (3 * Guard);

    /// <summary>Gives the file the content that the model has for it.</summary>
    private static void WriteFile(int fd, int firstPage, int pages)
    {
        using var file = new SafeFileHandle(fd, ownsHandle: false);
        for (var i = 0; i < pages; i++)
        {
            var image = PageImage.Fresh(firstPage + i, Backing.PrivateFile);
            RandomAccess.Write(file, image.Bytes, (long)i * PageGeometry.Size);
        }
    }

    /// <summary>An object that is sealed in its size, so that others can use it without fear of SIGBUS.</summary>
    private static int CreateMemFd(in Region region)
    {
        var huge = region.Backing.IsHuge() ? LibC.MfdHugeTlb | LibC.MfdHuge2M : 0;
        var fd = LibC.MemFdCreate("guest-ram", LibC.MfdCloexec | LibC.MfdAllowSealing | huge);
        if (fd >= 0 && LibC.FTruncate(fd, (nint)region.Length) == 0
            && LibC.AddSeals(fd, LibC.FAddSeals, LibC.SealShrink | LibC.SealGrow) == 0)
        {
            return fd;
        }

        var errno = Marshal.GetLastPInvokeError();
        _ = LibC.Close(fd);
        throw new HostException("memfd_create", errno);
    }
}
