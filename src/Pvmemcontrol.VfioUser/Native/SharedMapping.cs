// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.VfioUser.Native;

/// <summary>
/// A part of somebody else's shared memory, mapped here too. Only memory file systems are accepted: no page of another
/// file comes from a server that can make this process wait, and a device node is not touched.
/// </summary>
internal sealed class SharedMapping : IDisposable
{
    private readonly nuint _length;

    private SharedMapping(nint at, ulong length, Backing backing, PageLife life, SharedObject made)
    {
        Object = made;
        Base = at;
        _length = (nuint)length;
        Backing = backing;
        Life = life;
    }

    /// <summary>The host address of the first byte.</summary>
    internal nint Base { get; private set; }

    /// <summary>What is mapped.</summary>
    internal SharedObject Object { get; }

    /// <summary>Shared memory, or huge pages of it.</summary>
    internal Backing Backing { get; }

    /// <summary>
    /// <see cref="PageLife.Lasting"/> only if the object is sealed against shrinking and has small pages: otherwise its
    /// owner can take pages away (ftruncate, or a pool of huge pages that is empty), and a load would be a SIGBUS.
    /// </summary>
    internal PageLife Life { get; }

    /// <summary>What is behind a descriptor; null if it is not a memfd or a file of a memory file system.</summary>
    /// <param name="file">The descriptor.</param>
    /// <param name="pageSize">Bytes of a page of that file system.</param>
    internal static unsafe Backing? BackingOf(SafeFileHandle file, out long pageSize)
    {
        // struct statfs is at most 120 bytes; it begins with the type and the block size, of a word each.
        var status = stackalloc nint[32];
        pageSize = 0;

        // Only files in memory have seals. SAFETY: the kernel writes one structure, which fits.
        if (LibC.FileControl(file, LibC.GetSeals) < 0 || LibC.FileSystemStatus(file, status) != 0)
        {
            return null;
        }

        pageSize = status[1];
        return (uint)status[0] == LibC.HugeTlbFileSystem ? Backing.HugeShared : Backing.SharedMemory;
    }

    /// <summary>Maps a part of a file that <see cref="BackingOf"/> knows.</summary>
    /// <param name="file">The file; it is closed together with the mapping, if there is one.</param>
    /// <param name="backing">Its kind.</param>
    /// <param name="offset">Where the part begins, in bytes, page aligned.</param>
    /// <param name="length">Bytes, whole pages.</param>
    /// <param name="errno">Why it is not mapped, or 0.</param>
    /// <returns>Null when it cannot be mapped: it is read-only, or shorter.</returns>
    internal static SharedMapping? TryMap(
        SafeFileHandle file, Backing backing, ulong offset, ulong length, out Errno errno)
    {
        errno = Errno.EINVAL;
        if (offset > long.MaxValue - length || (long)(offset + length) > RandomAccess.GetLength(file))
        {
            return null;
        }

        var at = LibC.MMap(
            0, (nuint)length, LibC.ProtReadWrite, LibC.MapShared | LibC.MapNoReserve, file, (nint)offset);
        if (at == -1)
        {
            errno = (Errno)Marshal.GetLastPInvokeError();
            return null;
        }

        errno = Errno.None;
        var isSealed = (LibC.FileControl(file, LibC.GetSeals) & LibC.SealShrink) != 0;
        return new SharedMapping(at, length, backing,
            isSealed && !backing.IsHuge() && RandomAccess.GetLength(file) >= (long)(offset + length)
                ? PageLife.Lasting
                : PageLife.Vanishing,
            new SharedObject(file, offset));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Base != 0)
        {
            _ = LibC.MUnmap(Base, _length);
            Object.File.Dispose();
            Base = 0;
        }
    }
}
