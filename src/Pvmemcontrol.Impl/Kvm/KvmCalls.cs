// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;

namespace Pvmemcontrol.Impl.Kvm;

/// <summary>/dev/kvm and its requests, as linux/kvm.h has them for x86-64.</summary>
internal static unsafe partial class KvmCalls
{
    internal const int ApiVersion = 12;
    internal const int CapUserMemory = 3;
    internal const int CapSyncMmu = 16;
    internal const int CapSyncRegs = 74;
    internal const int CapImmediateExit = 136;
    internal const nuint GetApiVersion = 0xAE00;
    internal const nuint CreateVm = 0xAE01;
    internal const nuint CheckExtension = 0xAE03;
    internal const nuint GetVcpuMmapSize = 0xAE04;
    internal const nuint CreateVcpu = 0xAE41;
    internal const nuint GetDirtyLog = 0x4010_AE42;
    internal const nuint SetUserMemoryRegion = 0x4020_AE46;
    internal const nuint Run = 0xAE80;
    internal const nuint GetSregs = 0x8138_AE83;
    internal const nuint SetSregs = 0x4138_AE84;
    internal const int SregsSize = 0x138;
    internal const uint MemLogDirtyPages = 1;

    /// <summary>KVM_SYNC_X86_REGS.</summary>
    internal const int SyncRegs = 1;

    /// <summary>EINTR.</summary>
    internal const int Interrupted = 4;
    private const int ReadWriteCloseOnExec = 0x8_0002;

    /// <summary>Opens /dev/kvm; -1 with errno.</summary>
    internal static int OpenDevice() => Open("/dev/kvm", ReadWriteCloseOnExec, 0);

    /// <summary>ioctl(2) with a number for its argument.</summary>
    internal static int Call(int fd, nuint request, nuint argument) => IoCtl(fd, request, argument);

    /// <summary>ioctl(2) with a structure of the size that the request's number tells the kernel.</summary>
    internal static int Call<T>(int fd, nuint request, ref T argument)
        where T : unmanaged
    {
        fixed (T* at = &argument)
        {
            // SAFETY: the structure lives through the call.
            return IoCtl(fd, request, (nuint)(void*)at);
        }
    }

    /// <summary>The same for a structure that is kept as bytes.</summary>
    internal static int Call(int fd, nuint request, Span<byte> argument)
    {
        fixed (byte* at = argument)
        {
            // SAFETY: the caller's bytes are as many as the request's number says, and live through the call.
            return IoCtl(fd, request, (nuint)(void*)at);
        }
    }

    /// <summary>Bytes at an address that stays mapped as long as the span is used.</summary>
    internal static Span<byte> BytesAt(nint address, int length)
    {
        // SAFETY: the callers have mapped that much there, and unmap it when they are disposed.
        return new Span<byte>((void*)address, length);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int IoCtl(int fd, nuint request, nuint argument);

    /// <summary>struct kvm_userspace_memory_region.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct MemoryRegion
    {
        internal uint Slot;
        internal uint Flags;
        internal ulong GuestAddress;
        internal ulong Size;
        internal ulong HostAddress;
    }

    /// <summary>struct kvm_dirty_log.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct DirtyLog
    {
        internal uint Slot;
        internal uint Padding;
        internal nint Bitmap;
    }
}
