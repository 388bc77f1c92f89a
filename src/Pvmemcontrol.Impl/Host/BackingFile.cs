// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Host;

/// <summary>The file behind a region that is not private anonymous memory (memfd_create(2)).</summary>
internal static class BackingFile
{
    /// <summary>Gives the file the content that the model has for it.</summary>
    internal static void Fill(int fd, int firstPage, int pages)
    {
        using var file = new SafeFileHandle(fd, ownsHandle: false);
        for (var i = 0; i < pages; i++)
        {
            var image = PageImage.Fresh(firstPage + i, Backing.PrivateFile);
            RandomAccess.Write(file, image.Bytes, (long)i * PageGeometry.Size);
        }
    }

    /// <summary>Makes it, zeroed; its descriptor is the caller's to close.</summary>
    /// <exception cref="HostException">The kernel refused.</exception>
    internal static int Create(in Region region)
    {
        var huge = region.Backing.IsHuge() ? LibC.MfdHugeTlb | LibC.MfdHuge2M : 0;
        var fd = LibC.MemFdCreate("guest-ram", LibC.MfdCloexec | huge);
        if (fd >= 0 && LibC.FTruncate(fd, (nint)region.Length) == 0)
        {
            return fd;
        }

        var errno = Marshal.GetLastPInvokeError();
        _ = LibC.Close(fd);
        throw new HostException("memfd_create", errno);
    }
}
