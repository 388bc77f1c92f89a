// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Impl.Driver;

/// <summary>
/// A guest kernel's services on real guest RAM: an allocator, and CPUs, which are those of this host. Freed memory is
/// overwritten, as with slub_debug, so that a use after free shows.
/// </summary>
public class GuestKernel : IGuestKernel
{
    /// <summary>What freed memory is filled with (POISON_FREE).</summary>
    public const byte Poison = 0x6B;

    private readonly GuestMemory _memory;
    private readonly ImmutableArray<CpuLock> _cpuLocks;

    /// <summary>Guards everything below it.</summary>
    private readonly object _heapLock = new();
    private readonly GuestHeap _heap;
    private readonly HashSet<GuestAllocation> _live = [];
    private MemoryAccount _account;

    /// <summary>A kernel with nothing allocated.</summary>
    /// <param name="memory">Guest RAM.</param>
    /// <param name="heapStart">Guest physical address of the memory to allocate from; page aligned.</param>
    /// <param name="heapSize">Bytes of it.</param>
    /// <param name="possibleCpus">Possible CPUs.</param>
    public GuestKernel(GuestMemory memory, ulong heapStart, ulong heapSize, int possibleCpus)
    {
        _memory = memory;
        _heap = new GuestHeap(heapStart, heapSize);
        _cpuLocks = [.. Enumerable.Range(0, possibleCpus).Select(_ => new CpuLock())];
    }

    /// <inheritdoc/>
    public int PossibleCpus => _cpuLocks.Length;

    /// <inheritdoc/>
    public virtual int CurrentCpu => Thread.GetCurrentProcessorId() % PossibleCpus;

    /// <summary>The account of the memory.</summary>
    public MemoryAccount Account
    {
        get
        {
            lock (_heapLock)
            {
                return _account;
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>A thread of this process may still migrate; it is enough that one task has the number.</remarks>
    public virtual int LocalLock()
    {
        var cpu = CurrentCpu;
        _cpuLocks[cpu].Enter();
        return cpu;
    }

    /// <inheritdoc/>
    public virtual void LocalUnlock(int cpu) => _cpuLocks[cpu].Exit();

    /// <inheritdoc/>
    public virtual GuestAllocation? Allocate(int size) => Take(size, size, 1);

    /// <inheritdoc/>
    public virtual GuestAllocation? AllocatePerCpu(int size, int alignment) => Take(size, alignment, PossibleCpus);

    /// <inheritdoc/>
    public virtual void Free(GuestAllocation memory)
    {
        lock (_heapLock)
        {
            Forget(memory);
            _account = _account with { Freed = _account.Freed + memory.Bytes };
            Fill(memory, Poison);
            _heap.GiveBack(memory.Addresses);
        }
    }

    /// <inheritdoc/>
    public virtual void Quarantine(GuestAllocation memory)
    {
        lock (_heapLock)
        {
            Forget(memory);
            _account = _account with { Quarantined = _account.Quarantined + memory.Bytes };
        }
    }

    /// <inheritdoc/>
    public virtual void Load(ulong address, Span<byte> destination) => _memory.Read(address, destination);

    /// <inheritdoc/>
    public virtual void Store(ulong address, ReadOnlySpan<byte> source) => _memory.Write(address, source);

    private GuestAllocation? Take(int size, int alignment, int count)
    {
        lock (_heapLock)
        {
            var allocation = _heap.TryTake(size, alignment, count);
            if (allocation is not null)
            {
                _live.Add(allocation);
                _account = _account with { Allocated = _account.Allocated + allocation.Bytes };
                Fill(allocation, 0);
            }

            return allocation;
        }
    }

    private void Fill(GuestAllocation allocation, byte value)
    {
        Span<byte> bytes = stackalloc byte[allocation.Size];
        bytes.Fill(value);
        foreach (var address in allocation.Addresses)
        {
            _memory.Write(address, bytes);
        }
    }

    private void Forget(GuestAllocation memory) => KernelBugException.ThrowUnless(_live.Remove(memory),
        DriverRequirements.NothingIsUsedAfterRemove, "memory is freed that is not the driver's");
}
