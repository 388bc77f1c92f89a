// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pvmemcontrol.VfioUser.Native;

/// <summary>
/// The C library calls in use. Each returns -1 (mmap: -1 as a pointer) on error and leaves errno behind.
/// </summary>
internal static partial class LibC
{
    internal const int AfUnix = 1;
    internal const int SockStreamCloexec = 1 | 0x8_0000;
    internal const int SolSocket = 1;
    internal const int ScmRights = 1;
    internal const int SoPeerCred = 17;
    internal const int ShutReadWrite = 2;
    internal const int MsgControlTruncated = 8;
    internal const int MsgNoSignal = 0x4000;
    internal const int MsgCmsgCloexec = 0x4000_0000;
    internal const int GetSeals = 1034;
    internal const int SealShrink = 2;
    internal const int ProtReadWrite = 3;
    internal const int MapShared = 1;
    internal const int MapNoReserve = 0x4000;
    internal const int ReadOnlyNonBlocking = 0x800;
    internal const uint HugeTlbFileSystem = 0x9584_58F6;

    /// <summary>open(2) without O_CREAT.</summary>
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags);

    /// <summary>socket(2).</summary>
    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    internal static partial int Socket(int domain, int type, int protocol);

    /// <summary>bind(2).</summary>
    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    internal static unsafe partial int Bind(SafeFileHandle socket, byte* address, uint length);

    /// <summary>connect(2).</summary>
    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    internal static unsafe partial int Connect(SafeFileHandle socket, byte* address, uint length);

    /// <summary>listen(2).</summary>
    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    internal static partial int Listen(SafeFileHandle socket, int backlog);

    /// <summary>accept4(2).</summary>
    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    internal static unsafe partial int Accept(SafeFileHandle socket, byte* address, uint* length, int flags);

    /// <summary>shutdown(2).</summary>
    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    internal static partial int Shutdown(SafeFileHandle socket, int how);

    /// <summary>getsockopt(2).</summary>
    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    internal static unsafe partial int GetSocketOption(
        SafeFileHandle socket, int level, int name, int* value, uint* length);

    /// <summary>recvmsg(2).</summary>
    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    internal static unsafe partial nint ReceiveMessage(SafeFileHandle socket, MessageHead* message, int flags);

    /// <summary>sendmsg(2).</summary>
    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    internal static unsafe partial nint SendMessage(SafeFileHandle socket, MessageHead* message, int flags);

    /// <summary>fcntl(2) with a command that takes no argument.</summary>
    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int FileControl(SafeFileHandle file, int command);

    /// <summary>fstatfs(2); of the structure only the first two words are looked at.</summary>
    [LibraryImport("libc", EntryPoint = "fstatfs", SetLastError = true)]
    internal static unsafe partial int FileSystemStatus(SafeFileHandle file, nint* status);

    /// <summary>mmap(2).</summary>
    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint MMap(
        nint address, nuint length, int protection, int flags, SafeFileHandle file, nint offset);

    /// <summary>munmap(2).</summary>
    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    internal static partial int MUnmap(nint address, nuint length);

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct IoVector
    {
        internal byte* Base;
        internal nuint Length;
    }

    /// <summary>struct msghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct MessageHead
    {
        internal byte* Name;
        internal uint NameLength;
        internal IoVector* Vectors;
        internal nuint VectorCount;
        internal ControlHead* Control;
        internal nuint ControlLength;
        internal int Flags;
    }

    /// <summary>struct cmsghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ControlHead
    {
        internal nuint Length;
        internal int Level;
        internal int Type;
    }
}
