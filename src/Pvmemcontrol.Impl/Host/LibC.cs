// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pvmemcontrol.Impl.Host;

/// <summary>
/// The C library calls in use. Each returns -1 (mmap: -1 as a pointer) on error and leaves errno behind.
/// </summary>
internal static partial class LibC
{
    internal const int ProtNone = 0;
    internal const int ProtRead = 1;
    internal const int ProtWrite = 2;
    internal const int MapShared = 0x01;
    internal const int MapPrivate = 0x02;
    internal const int MapFixed = 0x10;
    internal const int MapAnonymous = 0x20;
    internal const int MapNoReserve = 0x4000;
    internal const int MapHugeTlb = 0x4_0000;
    internal const int MapHuge2M = 21 << 26;
    internal const int MapFixedNoReplace = 0x10_0000;
    internal const int MadvDontNeed = 4;
    internal const int MadvFree = 8;
    internal const int MadvRemove = 9;
    internal const int MadvMergeable = 12;
    internal const int MadvUnmergeable = 13;
    internal const int MadvDontDump = 16;
    internal const int MadvDoDump = 17;
    internal const int MadvPageOut = 21;
    internal const int MadvPopulateWrite = 23;
    internal const int PrSetVma = 0x5356_4d41;
    internal const nuint PrSetVmaAnonName = 0;
    internal const uint MfdCloexec = 1;
    internal const uint MfdAllowSealing = 2;
    internal const uint MfdHugeTlb = 4;
    internal const uint MfdHuge2M = 21u << 26;
    internal const int FAddSeals = 1033;
    internal const int SealShrink = 2;
    internal const int SealGrow = 4;

    /// <summary>The number on x86-64, and the one that newer architectures have in common.</summary>
    private static readonly nint MLock2Number = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 325 : 284;

    /// <summary>mmap(2).</summary>
    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint MMap(nint address, nuint length, int protection, int flags, int fd, nint offset);

    /// <summary>munmap(2).</summary>
    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    internal static partial int MUnmap(nint address, nuint length);

    /// <summary>memcmp(3).</summary>
    [LibraryImport("libc", EntryPoint = "memcmp")]
    internal static unsafe partial int MemCmp(void* one, void* other, nuint length);

    /// <summary>madvise(2).</summary>
    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    internal static partial int MAdvise(nint address, nuint length, int advice);

    /// <summary>mprotect(2).</summary>
    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    internal static partial int MProtect(nint address, nuint length, int protection);

    /// <summary>mlock2(2), itself: C libraries call mlock(2) where the flags are 0, or have no mlock2.</summary>
    internal static int MLock2(nint address, nuint length, uint flags) =>
        (int)SystemCall(MLock2Number, address, length, flags);

    /// <summary>syscall(2), for calls of three arguments.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nuint second, nuint third);

    /// <summary>pidfd_open(2) with flags 0.</summary>
    internal static int PidFdOpen(int pid) => (int)SystemCall(434, pid, 0, 0);

    /// <summary>process_madvise(2) with flags 0 on one range of the other process; the bytes advised.</summary>
    internal static unsafe nint ProcessMAdvise(SafeFileHandle pidFd, nint address, nuint length, int advice)
    {
        var range = new IoVector { Base = address, Length = length };
        return SystemCall(440, pidFd, &range, 1, advice, 0);
    }

    /// <summary>syscall(2), for process_madvise.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static unsafe partial nint SystemCall(
        nint number, SafeFileHandle first, IoVector* second, nint third, nint fourth, nint fifth);

    /// <summary>fstat(2), itself: the name in C libraries has changed.</summary>
    /// <param name="number">Of the call.</param>
    /// <param name="file">The file.</param>
    /// <param name="status">Gets struct stat.</param>
    internal static unsafe int FileStatus(nint number, SafeFileHandle file, ulong* status) =>
        (int)SystemCall(number, file, status, 0);

    /// <summary>syscall(2), for fstat.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static unsafe partial nint SystemCall(nint number, SafeFileHandle first, ulong* second, nint third);

    /// <summary>munlock(2).</summary>
    [LibraryImport("libc", EntryPoint = "munlock", SetLastError = true)]
    internal static partial int MUnlock(nint address, nuint length);

    /// <summary>prctl(2) with PR_SET_VMA.</summary>
    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    internal static unsafe partial int PrCtlSetVma(
        int option, nuint attribute, nint address, nuint length, byte* name);

    /// <summary>memfd_create(2).</summary>
    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int MemFdCreate(string name, uint flags);

    /// <summary>ftruncate(2).</summary>
    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    internal static partial int FTruncate(int fd, nint length);

    /// <summary>fcntl(2) with F_ADD_SEALS.</summary>
    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int AddSeals(int fd, int command, int seals);

    /// <summary>close(2).</summary>
    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int fd);

    /// <summary>process_vm_readv(2).</summary>
    [LibraryImport("libc", EntryPoint = "process_vm_readv", SetLastError = true)]
    internal static unsafe partial nint ProcessVmReadV(
        int pid, IoVector* local, nuint localCount, IoVector* remote, nuint remoteCount, nuint flags);

    /// <summary>process_vm_writev(2).</summary>
    [LibraryImport("libc", EntryPoint = "process_vm_writev", SetLastError = true)]
    internal static unsafe partial nint ProcessVmWriteV(
        int pid, IoVector* local, nuint localCount, IoVector* remote, nuint remoteCount, nuint flags);

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct IoVector
    {
        internal nint Base;
        internal nuint Length;
    }
}
