// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.VfioUser.Native;

/// <summary>A socket in the file system that others connect to; its file goes away with it.</summary>
internal sealed unsafe class UnixListener : IDisposable
{
    private const int Backlog = 8;
    private const int EADDRINUSE = 98;
    private const int EINTR = 4;
    private const int ENXIO = 6;
    private const int ECONNABORTED = 103;
    private const int ECONNREFUSED = 111;
    private readonly SafeFileHandle _socket;
    private readonly string _path;

    private UnixListener(SafeFileHandle socket, string path)
    {
        _socket = socket;
        _path = path;
    }

    /// <summary>Listens at a path. A socket there at which nobody listens any more is replaced.</summary>
    /// <exception cref="HostException">The path cannot be used, or is in use.</exception>
    internal static UnixListener At(string path)
    {
        var socket = UnixAddress.NewSocket();
        var errno = TryBind(socket, path);
        if (errno == EADDRINUSE && IsAbandoned(path))
        {
            File.Delete(path);
            errno = TryBind(socket, path);
        }

        if (errno == 0 && LibC.Listen(socket, Backlog) != 0)
        {
            errno = Marshal.GetLastPInvokeError();
        }

        if (errno != 0)
        {
            socket.Dispose();
            throw new HostException($"bind of {path}", errno);
        }

        return new UnixListener(socket, path);
    }

    /// <summary>The next connection; null once <see cref="Shutdown"/> was called.</summary>
    /// <exception cref="HostException">There can be no further connection.</exception>
    internal UnixConnection? Accept()
    {
        while (true)
        {
            // SAFETY: without an address the kernel writes nothing.
            var fd = LibC.Accept(_socket, null, null, LibC.SockStreamCloexec & ~1);
            if (fd >= 0)
            {
                return new UnixConnection(new SafeFileHandle(fd, ownsHandle: true));
            }

            var errno = Marshal.GetLastPInvokeError();
            if (errno == (int)Errno.EINVAL)
            {
                return null;
            }

            if (errno is not (EINTR or ECONNABORTED))
            {
                throw new HostException("accept", errno);
            }
        }
    }

    /// <summary>Ends a waiting <see cref="Accept"/>, and every later one.</summary>
    internal void Shutdown() => _ = LibC.Shutdown(_socket, LibC.ShutReadWrite);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_socket.IsClosed)
        {
            File.Delete(_path);
            _socket.Dispose();
        }
    }

    private static int TryBind(SafeFileHandle socket, string path)
    {
        fixed (byte* address = UnixAddress.Of(path))
        {
            // SAFETY: the array holds a whole struct sockaddr_un.
            return LibC.Bind(socket, address, UnixAddress.Size) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
    }

    /// <summary>True for a socket at which nobody listens; another kind of file stays.</summary>
    private static bool IsAbandoned(string path)
    {
        // Only a socket cannot be opened so.
        var fd = LibC.Open(path, LibC.ReadOnlyNonBlocking);
        if (fd >= 0 || Marshal.GetLastPInvokeError() != ENXIO)
        {
            using var other = new SafeFileHandle(fd, ownsHandle: true);
            return false;
        }

        using var socket = UnixAddress.NewSocket();
        return UnixConnection.Connect(socket, path) == ECONNREFUSED;
    }
}
