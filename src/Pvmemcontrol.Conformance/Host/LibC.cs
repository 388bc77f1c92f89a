// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;

namespace Pvmemcontrol.Conformance.Host;

/// <summary>
/// The C library calls used here; the device has its own few. Each returns -1 (mmap: -1 as a pointer) on error and
/// leaves errno behind.
/// </summary>
internal static partial class LibC
{
    internal const int ProtNone = 0;
    internal const int ProtRead = 1;
    internal const int ProtWrite = 2;
    internal const int MapShared = 0x01;
    internal const int MapPrivate = 0x02;
    internal const int MapAnonymous = 0x20;
    internal const uint MfdCloexec = 1;
    internal const uint MfdAllowSealing = 2;
    internal const int SigKill = 9;
    internal const short PollIn = 1;
    internal const int ResourceCore = 4;
    internal const int ResourceMemLock = 8;
    internal const nuint UffdioApi = 0xC018_AA3F;
    internal const nuint UffdioRegister = 0xC020_AA00;
    internal const int OpenReadWriteCloexec = 0x8_0002;

    /// <summary>The number on x86-64, and the one that newer architectures have in common.</summary>
    private static readonly nint MLock2Number = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 325 : 284;

    /// <summary>mmap(2).</summary>
    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint MMap(nint address, nuint length, int protection, int flags, int fd, nint offset);

    /// <summary>munmap(2).</summary>
    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    internal static partial int MUnmap(nint address, nuint length);

    /// <summary>mlock2(2), itself: C libraries call mlock(2) where the flags are 0, or have no mlock2.</summary>
    internal static int MLock2(nint address, nuint length, uint flags) =>
        (int)SystemCall(MLock2Number, address, length, flags);

    /// <summary>syscall(2), for calls of three arguments.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nuint second, nuint third);

    /// <summary>poll(2).</summary>
    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    internal static unsafe partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PollEntry
    {
        internal int File;
        internal short Events;
        internal short Returned;
    }

    /// <summary>munlock(2).</summary>
    [LibraryImport("libc", EntryPoint = "munlock", SetLastError = true)]
    internal static partial int MUnlock(nint address, nuint length);

    /// <summary>memfd_create(2).</summary>
    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int MemFdCreate(string name, uint flags);

    /// <summary>ftruncate(2).</summary>
    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    internal static partial int FTruncate(int fd, nint length);

    /// <summary>fcntl(2) with F_DUPFD_CLOEXEC.</summary>
    internal const int DuplicateCloexec = 1030;

    /// <summary>fcntl(2) with F_ADD_SEALS.</summary>
    internal const int AddSeals = 1033;

    /// <summary>F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW.</summary>
    internal const int SealSize = 1 | 2 | 4;

    /// <summary>fcntl(2).</summary>
    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int FControl(int fd, int command, int argument);

    /// <summary>close(2).</summary>
    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int fd);

    /// <summary>dup2(2).</summary>
    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    internal static partial int Dup2(int fd, int onto);

    /// <summary>open(2), without a mode.</summary>
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags);

    /// <summary>setpgid(2).</summary>
    [LibraryImport("libc", EntryPoint = "setpgid", SetLastError = true)]
    internal static partial int SetProcessGroup(int pid, int group);

    /// <summary>getppid(2).</summary>
    [LibraryImport("libc", EntryPoint = "getppid")]
    internal static partial int GetParentPid();

    /// <summary>kill(2).</summary>
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int pid, int signal);

    /// <summary>prlimit(2).</summary>
    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    internal static unsafe partial int PrLimit(int pid, int resource, ResourceLimit* to, ResourceLimit* from);

    /// <summary>capget(2).</summary>
    [LibraryImport("libc", EntryPoint = "capget", SetLastError = true)]
    internal static unsafe partial int CapGet(CapabilityHeader* header, CapabilitySets* sets);

    /// <summary>capset(2).</summary>
    [LibraryImport("libc", EntryPoint = "capset", SetLastError = true)]
    internal static unsafe partial int CapSet(CapabilityHeader* header, CapabilitySets* sets);

    /// <summary>struct rlimit.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ResourceLimit
    {
        internal ulong Soft;
        internal ulong Hard;
    }

    /// <summary>struct __user_cap_header_struct.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct CapabilityHeader
    {
        internal uint Version;
        internal int Pid;
    }

    /// <summary>struct __user_cap_data_struct.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct CapabilitySets
    {
        internal uint Effective;
        internal uint Permitted;
        internal uint Inheritable;
    }

    /// <summary>userfaultfd(2), for which the C library has no function.</summary>
    internal static int UserFaultFd(int flags) => (int)SysCall(
        RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => 323,
            Architecture.Arm64 or Architecture.RiscV64 => 282,
            _ => -1,
        },
        flags);

    /// <summary>ioctl(2).</summary>
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    internal static unsafe partial int IoCtl(int fd, nuint request, void* argument);

    /// <summary>syscall(2) with one argument.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SysCall(nint number, nint argument);

    /// <summary>struct uffdio_api.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct UffdApi
    {
        internal ulong Api;
        internal ulong Features;
        internal ulong IoCtls;
    }

    /// <summary>struct uffdio_register.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct UffdRegister
    {
        internal ulong Start;
        internal ulong Length;
        internal ulong Mode;
        internal ulong IoCtls;
    }
}
