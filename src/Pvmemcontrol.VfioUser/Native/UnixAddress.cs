// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.VfioUser.Native;

/// <summary>struct sockaddr_un.</summary>
internal static class UnixAddress
{
    /// <summary>Bytes of the structure.</summary>
    internal const int Size = sizeof(ushort) + PathSize;

    /// <summary>The most bytes of a path, without the zero that ends it.</summary>
    internal const int MaxPath = PathSize - 1;

    private const int PathSize = 108;

    /// <summary>The structure.</summary>
    /// <exception cref="ArgumentException">The path is empty or too long.</exception>
    internal static byte[] Of(string path)
    {
        var bytes = Encoding.UTF8.GetBytes(path);
        if (bytes.Length is 0 or > MaxPath)
        {
            throw new ArgumentException($"'{path}': the path of a socket has 1 to {MaxPath} bytes", nameof(path));
        }

        var address = new byte[Size];
        MemoryMarshal.Write<ushort>(address, LibC.AfUnix);
        bytes.CopyTo(address, sizeof(ushort));
        return address;
    }

    /// <summary>A stream socket that is neither bound nor connected.</summary>
    internal static SafeFileHandle NewSocket()
    {
        var fd = LibC.Socket(LibC.AfUnix, LibC.SockStreamCloexec, 0);
        return fd >= 0
            ? new SafeFileHandle(fd, ownsHandle: true)
            : throw new HostException("socket", Marshal.GetLastPInvokeError());
    }
}
