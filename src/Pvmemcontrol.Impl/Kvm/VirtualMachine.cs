// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Impl.Kvm;

/// <summary>
/// A VM of KVM: memory slots over mappings of this process. Guests see every change of these mappings.
/// </summary>
public sealed class VirtualMachine : IDisposable
{
    private const int NotOpen = -1;

    private readonly int _kvm;
    private readonly int _fd = NotOpen;
    private bool _disposed;

    /// <summary>Creates a VM without memory.</summary>
    /// <exception cref="HostException">KVM cannot be used; one line.</exception>
    public VirtualMachine()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            throw new HostException("the guests here are for x86-64");
        }

        _kvm = KvmCalls.OpenDevice();
        if (_kvm < 0)
        {
            throw new HostException("opening /dev/kvm", Marshal.GetLastPInvokeError());
        }

        try
        {
            Require();
            _fd = KvmCalls.Call(_kvm, KvmCalls.CreateVm, 0);
            Check(_fd, "KVM_CREATE_VM");
        }
        catch (HostException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>For requests that guests here do not need.</summary>
    internal int Descriptor => _fd;

    /// <summary>Puts memory into a slot, or changes the slot; length 0 deletes it.</summary>
    /// <param name="slot">Number of the slot.</param>
    /// <param name="address">Guest physical address.</param>
    /// <param name="length">Bytes, whole pages.</param>
    /// <param name="at">Host address of the first byte; what is mapped there may change at any time.</param>
    /// <param name="isLogged">True to keep a dirty log.</param>
    /// <exception cref="HostException">KVM refused.</exception>
    public void SetSlot(int slot, ulong address, ulong length, nint at, bool isLogged = false)
    {
        var region = new KvmCalls.MemoryRegion
        {
            Slot = (uint)slot,
            Flags = isLogged ? KvmCalls.MemLogDirtyPages : 0,
            GuestAddress = address,
            Size = length,
            HostAddress = (ulong)at,
        };
        Check(KvmCalls.Call(_fd, KvmCalls.SetUserMemoryRegion, ref region), "KVM_SET_USER_MEMORY_REGION");
    }

    /// <summary>Takes the dirty log of a slot: a bit for each page that was marked since the last time.</summary>
    /// <param name="slot">Number of the slot.</param>
    /// <param name="bitmap">A multiple of 8 bytes, with a bit for each page.</param>
    /// <exception cref="HostException">KVM refused.</exception>
    public unsafe void TakeDirtyLog(int slot, Span<byte> bitmap)
    {
        fixed (byte* at = bitmap)
        {
            var log = new KvmCalls.DirtyLog { Slot = (uint)slot, Bitmap = (nint)at };

            // SAFETY: KVM writes a bit for each page of the slot, rounded up to 8 bytes; the caller has that many.
            Check(KvmCalls.Call(_fd, KvmCalls.GetDirtyLog, ref log), "KVM_GET_DIRTY_LOG");
        }
    }

    /// <summary>Creates its vCPU.</summary>
    /// <exception cref="HostException">KVM refused.</exception>
    public Vcpu CreateVcpu()
    {
        var size = KvmCalls.Call(_kvm, KvmCalls.GetVcpuMmapSize, 0);
        Check(size, "KVM_GET_VCPU_MMAP_SIZE");
        var fd = KvmCalls.Call(_fd, KvmCalls.CreateVcpu, 0);
        Check(fd, "KVM_CREATE_VCPU");
        return Vcpu.Over(fd, size);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _ = LibC.Close(_kvm);
        if (_fd != NotOpen)
        {
            _ = LibC.Close(_fd);
        }
    }

    /// <summary>Throws for a negative result, with errno.</summary>
    internal static void Check(int result, string call)
    {
        if (result < 0)
        {
            throw new HostException(call, Marshal.GetLastPInvokeError());
        }
    }

    private bool Has(int capability) => Extension(capability) > 0;

    private int Extension(int capability) => KvmCalls.Call(_kvm, KvmCalls.CheckExtension, (nuint)capability);

    private void Require()
    {
        var version = KvmCalls.Call(_kvm, KvmCalls.GetApiVersion, 0);
        if (version != KvmCalls.ApiVersion)
        {
            throw new HostException($"KVM has interface {version}, not {KvmCalls.ApiVersion}");
        }

        if (!Has(KvmCalls.CapUserMemory) || !Has(KvmCalls.CapImmediateExit))
        {
            throw new HostException("KVM lacks KVM_CAP_USER_MEMORY or KVM_CAP_IMMEDIATE_EXIT");
        }

        if ((Extension(KvmCalls.CapSyncRegs) & KvmCalls.SyncRegs) == 0)
        {
            throw new HostException("KVM does not share the registers of a vCPU (KVM_CAP_SYNC_REGS)");
        }

        if (!Has(KvmCalls.CapSyncMmu))
        {
            throw new HostException("KVM_CAP_SYNC_MMU is 0: guests do not see changes of a mapping (PVMC-VMM-014)");
        }
    }
}
