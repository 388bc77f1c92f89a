// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Impl.Kvm;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Properties.Kvm;

/// <summary>
/// A VMM with a real vCPU, as it should be: guest RAM of which a part can be unplugged and plugged in again, the
/// device, and what a migration has to send again. Broken ones override one step.
/// </summary>
/// <param name="calls">Puts something around the device's host calls.</param>
internal class KvmVmm(Func<IHostCalls, IHostCalls>? calls) : IDisposable
{
    /// <summary>The region that stays.</summary>
    internal static readonly Region Ram = new(0x1_0000_0000, 8, Backing.PrivateAnonymous);

    /// <summary>The region that can be unplugged.</summary>
    internal static readonly Region Dimm = new(0x1_0010_0000, 4, Backing.PrivateAnonymous);

    private const int DimmRegion = 1;

    /// <summary>A register access holds it with others; to change the memory map, the VMM holds it alone.</summary>
    private readonly ReaderWriterLockSlim _map = new();

    private readonly GuestMemory _ram = new(new GuestLayout(Ram), place: 7);
    private readonly GuestMemory _dimm = new(new GuestLayout(Dimm), place: 8);
    private VmmBus? _bus;
    private KvmVcpu? _vcpu;

    /// <summary>All guest RAM.</summary>
    internal GuestMemory Memory => field ??= GuestMemory.Over(
        (Ram.Start, Ram.Length, _ram.BaseOf(0)), (Dimm.Start, Dimm.Length, _dimm.BaseOf(0)));

    /// <summary>The VM.</summary>
    internal KvmGuest Guest => field ??= new KvmGuest(Memory, isLogged: true);

    /// <summary>Its vCPU.</summary>
    internal KvmVcpu Vcpu => _vcpu ??= CreateVcpu(Bus);

    /// <summary>How many times the command register of the device was written.</summary>
    internal int Commands => Bus.Commands;

    private VmmBus Bus => _bus ??= new VmmBus(CreateDevice(new MarkedCalls(Memory, DeviceCalls(), Mark)), _map, Mark);

    /// <summary>The pages that the device changed since they were asked for.</summary>
    protected ulong Marks { get; private set; }

    /// <summary>Takes a region away from the guest.</summary>
    internal virtual void Unplug()
    {
        _map.EnterWriteLock();
        DeleteSlot();
        _map.ExitWriteLock();
    }

    /// <summary>Gives the guest other memory where that region was.</summary>
    internal virtual void Plug()
    {
        _map.EnterWriteLock();
        _dimm.MakeAsNew();
        SetSlot();
        _map.ExitWriteLock();
    }

    /// <summary>The pages that a migration has to send again, one bit each; each is told once.</summary>
    internal virtual ulong TakeDirty()
    {
        var dirty = TakeLog() | Marks;
        Marks = 0;
        return dirty;
    }

    /// <summary>The pages of the region that stays in KVM's dirty log.</summary>
    protected ulong TakeLog()
    {
        Span<byte> bitmap = stackalloc byte[sizeof(ulong)];
        Guest.Machine.TakeDirtyLog(KvmGuest.SlotOf(0), bitmap);
        return BitConverter.ToUInt64(bitmap);
    }

    /// <summary>The device.</summary>
    protected virtual IMmioDevice CreateDevice(IHostCalls deviceCalls) => new PvmemcontrolDevice(Memory, deviceCalls);

    /// <summary>The vCPU.</summary>
    protected virtual KvmVcpu CreateVcpu(IMmioDevice registers) => new(Guest, registers);

    /// <summary>The host calls of the device.</summary>
    protected virtual IHostCalls BareCalls() => new LinuxHostCalls(Memory);

    protected void DeleteSlot() =>
        Guest.Machine.SetSlot(KvmGuest.SlotOf(DimmRegion), Dimm.Start, 0, _dimm.BaseOf(0));

    protected void SetSlot() =>
        Guest.Machine.SetSlot(KvmGuest.SlotOf(DimmRegion), Dimm.Start, Dimm.Length, _dimm.BaseOf(0), isLogged: true);

    public virtual void Dispose()
    {
        _bus?.Dispose();
        Guest.Dispose();
        Memory.Dispose();
        _ram.Dispose();
        _dimm.Dispose();
        _map.Dispose();
    }

    private IHostCalls DeviceCalls() => calls is null ? BareCalls() : calls(BareCalls());

    private void Mark(int firstPage, int count)
    {
        for (var page = firstPage; page < firstPage + count; page++)
        {
            Marks |= 1UL << page;
        }
    }

    /// <summary>Host calls that are told to the migration.</summary>
    private sealed class MarkedCalls(GuestMemory memory, IHostCalls inner, Action<int, int> mark) : IHostCalls
    {
        public Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg)
        {
            if (function is FunctionCode.DontNeed or FunctionCode.Remove or FunctionCode.Free)
            {
                mark(memory.Layout.FirstPage(region) + (int)(offset >> PageGeometry.Shift),
                    (int)(length >> PageGeometry.Shift));
            }

            return inner.Call(function, region, offset, length, arg);
        }

        public Errno AllowDump(int region, ulong offset, ulong length) => inner.AllowDump(region, offset, length);
    }
}
