// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Conformance.Host;

/// <summary>
/// Memory that two processes share: an unlinked memfd, so that nothing is left behind whichever dies first.
/// </summary>
public sealed unsafe class SharedArena : IDisposable
{
    private readonly int _fd;
    private readonly int _length;
    private byte* _base;

    private SharedArena(int fd, int length)
    {
        _fd = fd;
        _length = length;
        var address = LibC.MMap(0, (nuint)length, LibC.ProtRead | LibC.ProtWrite, LibC.MapShared, fd, 0);
        if (address == -1)
        {
            var errno = Marshal.GetLastPInvokeError();
            _ = LibC.Close(fd);
            throw new HostException("mmap", errno);
        }

        _base = (byte*)address;
    }

    /// <summary>The path by which another process of the same user opens it, while this one runs.</summary>
    public string Path => $"/proc/{Environment.ProcessId}/fd/{_fd}";

    /// <summary>All its bytes; not to be used after <see cref="Dispose"/>.</summary>
    public Span<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_base is null, this);

            // SAFETY: the mapping has _length bytes and lives until Dispose.
            return new Span<byte>(_base, _length);
        }
    }

    /// <summary>Makes a zeroed arena.</summary>
    /// <exception cref="HostException">The kernel refused.</exception>
    public static SharedArena Create(int length)
    {
        // Sealed: foreign code in the other process cannot take the memory away from under this one.
        var fd = LibC.MemFdCreate("pvmemcontrol-arena", LibC.MfdCloexec | LibC.MfdAllowSealing);
        if (fd >= 0 && LibC.FTruncate(fd, length) == 0 && LibC.FControl(fd, LibC.AddSeals, LibC.SealSize) == 0)
        {
            return new SharedArena(fd, length);
        }

        var errno = Marshal.GetLastPInvokeError();
        _ = LibC.Close(fd);
        throw new HostException("memfd_create", errno);
    }

    /// <summary>Opens the arena that another process made.</summary>
    /// <exception cref="HostException">It does not exist, or may not be opened.</exception>
    public static SharedArena Open(string path)
    {
        var fd = LibC.Open(path, LibC.OpenReadWriteCloexec);
        if (fd < 0)
        {
            throw new HostException("open", Marshal.GetLastPInvokeError());
        }

        using var file = new SafeFileHandle(fd, ownsHandle: false);
        return new SharedArena(fd, checked((int)RandomAccess.GetLength(file)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_base is not null)
        {
            _ = LibC.MUnmap((nint)_base, (nuint)_length);
            _ = LibC.Close(_fd);
            _base = null;
        }
    }
}
