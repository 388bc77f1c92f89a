// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Impl.Kvm;
using Pvmemcontrol.Impl.Vcpus;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Kvm;

/// <summary>
/// A guest without a device, for one look at KVM: guest RAM, host calls on it, and the exits of the vCPU.
/// </summary>
public class KvmStage : IDisposable
{
    /// <summary>Unlike the content of fresh memory of any backing.</summary>
    internal const ulong Mark = 0x6B76_6D6B_766D_6B76;

    /// <summary>Other guest RAM may be mapped at the first places.</summary>
    private const int Place = 6;

    private readonly GuestLayout _layout;
    private readonly byte[] _data = new byte[16];
    private GuestMemory _memory;

    /// <summary>Guest RAM of one region, and a VM over it that keeps a dirty log.</summary>
    /// <exception cref="HostException">There are no real vCPUs here; one line.</exception>
    public KvmStage(Backing backing)
    {
        _layout = new GuestLayout(new Region(0x1_0000_0000, 4, backing));
        _memory = new GuestMemory(_layout, Place);
        try
        {
            Guest = new KvmGuest(_memory, isLogged: true);
        }
        catch (HostException)
        {
            _memory.Dispose();
            throw;
        }
    }

    /// <summary>The VM.</summary>
    protected KvmGuest Guest { get; }

    /// <summary>Guest physical address of a page.</summary>
    internal ulong AddressOf(int page) => _layout.AddressOfPage(page);

    /// <summary>How many host calls were made.</summary>
    internal int Calls { get; private set; }

    /// <summary>A host call on a page.</summary>
    protected internal virtual Errno Call(FunctionCode function, int page)
    {
        Calls++;
        return new LinuxHostCalls(_memory)
            .Call(function, 0, (ulong)page << PageGeometry.Shift, PageGeometry.Size, 0);
    }

    /// <summary>The first 8 bytes of a page, as the host's mapping has them.</summary>
    internal ulong Peek(int page)
    {
        _memory.Read(AddressOf(page), _data.AsSpan(0, 8));
        return BinaryPrimitives.ReadUInt64LittleEndian(_data);
    }

    /// <summary>The VMM stores the mark in a page.</summary>
    internal void Poke(int page)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_data, Mark);
        _memory.Write(AddressOf(page), _data.AsSpan(0, 8));
    }

    /// <summary>Unmaps guest RAM, and maps fresh memory at its address; false where that did not work.</summary>
    internal bool MapAnew()
    {
        _memory.Dispose();
        _memory = new GuestMemory(_layout, Place);
        return Guest.IsOver(_memory);
    }

    /// <summary>Deletes the memory slot.</summary>
    internal void DeleteSlot() => Guest.Machine.SetSlot(KvmGuest.SlotOf(0), AddressOf(0), 0, _memory.BaseOf(0));

    /// <summary>The guest loads the first 8 bytes of a page; where it stops first.</summary>
    internal VcpuExit Load(int page)
    {
        Guest.Load([GuestAccess.Load(AddressOf(page), 8, 8)], _data);
        return GoOn();
    }

    /// <summary>The guest stores the mark in a page; where it stops first.</summary>
    internal VcpuExit Store(int page)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_data, Mark);
        Guest.Load([GuestAccess.Store(AddressOf(page), 8, 0)], _data);
        return GoOn();
    }

    /// <summary>
    /// The guest moves 4 bytes from a register to a page; where it stops after it has read the register.
    /// </summary>
    internal VcpuExit Move(int page)
    {
        Guest.LoadMove(Bar.Start, AddressOf(page));
        return Run() is VcpuExit.Mmio { Address: Bar.Start, IsWrite: false } ? Run()
            : throw new HostException("KVM does not emulate a move from a register");
    }

    /// <summary>Continues; where the guest stops next.</summary>
    internal VcpuExit GoOn()
    {
        var exit = Run();
        if (IsDone(exit))
        {
            Guest.TakeAll(_data);
        }

        return exit;
    }

    /// <summary>After a program was done: what its load read.</summary>
    protected internal virtual ulong Loaded() => BinaryPrimitives.ReadUInt64LittleEndian(_data.AsSpan(8));

    /// <summary>True when a program came to its end.</summary>
    internal static bool IsDone(VcpuExit exit) => exit is VcpuExit.Mmio mmio && KvmGuest.IsDone(mmio);

    /// <summary>The pages in the dirty log, one bit each; they are not in the next one.</summary>
    internal ulong TakeLog()
    {
        Span<byte> bitmap = stackalloc byte[sizeof(ulong)];
        TakeLog(bitmap);
        return BinaryPrimitives.ReadUInt64LittleEndian(bitmap);
    }

    /// <summary>Enters the guest.</summary>
    protected virtual VcpuExit Run() => Guest.Vcpu.Run();

    /// <summary>Takes the dirty log.</summary>
    protected virtual void TakeLog(Span<byte> bitmap) => Guest.Machine.TakeDirtyLog(KvmGuest.SlotOf(0), bitmap);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(isDisposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the VM and unmaps guest RAM.</summary>
    protected virtual void Dispose(bool isDisposing)
    {
        if (isDisposing)
        {
            Guest.Dispose();
            _memory.Dispose();
        }
    }
}
