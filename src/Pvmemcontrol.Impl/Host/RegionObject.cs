// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Host;

/// <summary>The memfd behind a region of guest RAM, with a second mapping of it where somebody looks at it.</summary>
internal sealed class RegionObject : IDisposable
{
    private readonly nuint _length;

    private RegionObject(SafeFileHandle file, nuint length)
    {
        (File, _length) = (file, length);
        Inode = ObjectStatus.Of(file).Inode;
    }

    /// <summary>The memfd.</summary>
    internal SafeFileHandle File { get; }

    /// <summary>Its number, as /proc/self/maps has it.</summary>
    internal ulong Inode { get; }

    /// <summary>Where it is mapped a second time, readable; 0 where it is not.</summary>
    internal nint OtherBase { get; private set; }

    /// <summary>True for what is not anonymous memory.</summary>
    internal static bool IsBehind(Backing backing) => backing is not (Backing.PrivateAnonymous or Backing.HugePrivate);

    /// <summary>Makes the object of a fresh region.</summary>
    /// <param name="region">The region.</param>
    /// <param name="firstPage">The number of its first page in the layout, for the content of a file.</param>
    /// <exception cref="HostException">The kernel refused.</exception>
    internal static RegionObject Create(in Region region, int firstPage)
    {
        var made = new RegionObject(CreateMemFd(region), (nuint)region.Length);
        if (region.Backing == Backing.PrivateFile)
        {
            for (var i = 0; i < region.Pages; i++)
            {
                var image = PageImage.Fresh(firstPage + i, Backing.PrivateFile);
                RandomAccess.Write(made.File, image.Bytes, (long)i * PageGeometry.Size);
            }
        }

        if (!region.Backing.IsHuge())
        {
            // Without a second mapping, nobody can look at the region as others do.
            made.OtherBase = LibC.MMap(0, made._length, LibC.ProtRead, LibC.MapShared,
                (int)made.File.DangerousGetHandle(), 0) is var at and not -1 ? at : 0;
        }

        return made;
    }

    /// <summary>
    /// True when a region can be made over it anew: it is still the same object, and a file has its first content.
    /// Shared memory is emptied once it is mapped, by <see cref="TryEmpty"/>.
    /// </summary>
    internal bool IsReusable(in Region region, int firstPage)
    {
        if (OtherBase == 0 || !IsSame(ObjectStatus.Of(File)))
        {
            return false;
        }

        for (var i = 0; region.Backing == Backing.PrivateFile && i < region.Pages; i++)
        {
            if (!Seen.Slice(i * PageGeometry.Size, PageGeometry.Size)
                .SequenceEqual(PageImage.Fresh(firstPage + i, Backing.PrivateFile).Bytes))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Gives all pages back, through a writable shared mapping of the whole object.</summary>
    internal bool TryEmpty(nint mapping) => LibC.MAdvise(mapping, _length, LibC.MadvRemove) == 0;

    /// <summary>The bytes as others see them who map the object; empty where there is no second mapping.</summary>
    internal unsafe ReadOnlySpan<byte> Seen

        // SAFETY: the second mapping has _length readable bytes until Dispose.
        => OtherBase == 0 ? [] : new ReadOnlySpan<byte>((void*)OtherBase, checked((int)_length));

    /// <summary>
    /// Reads the whole object without mapping a page of it; false where the descriptor is no longer that of the object.
    /// </summary>
    internal bool TryRead(Span<byte> destination) => IsSame(ObjectStatus.Of(File))
        && RandomAccess.Read(File, destination, 0) == (int)_length;

    /// <summary>The bytes of the pages that the object has; null where they cannot be counted.</summary>
    internal ulong? AllocatedBytes =>
        ObjectStatus.Of(File) is var status && IsSame(status) ? status.AllocatedBytes : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (OtherBase != 0)
        {
            _ = LibC.MUnmap(OtherBase, _length);
            OtherBase = 0;
        }

        File.Dispose();
    }

    /// <summary>Foreign code may have closed the descriptor, and opened another file under its number.</summary>
    private bool IsSame(in ObjectStatus status) => Inode != 0 && status.Inode == Inode;

    /// <summary>An object that is sealed in its size, so that others can use it without fear of SIGBUS.</summary>
    private static SafeFileHandle CreateMemFd(in Region region)
    {
        var huge = region.Backing.IsHuge() ? LibC.MfdHugeTlb | LibC.MfdHuge2M : 0;
        var fd = LibC.MemFdCreate("guest-ram", LibC.MfdCloexec | LibC.MfdAllowSealing | huge);
        if (fd >= 0 && LibC.FTruncate(fd, (nint)region.Length) == 0
            && LibC.AddSeals(fd, LibC.FAddSeals, LibC.SealShrink | LibC.SealGrow) == 0)
        {
            return new SafeFileHandle(fd, ownsHandle: true);
        }

        var errno = Marshal.GetLastPInvokeError();
        _ = LibC.Close(fd);
        throw new HostException("memfd_create", errno);
    }
}
