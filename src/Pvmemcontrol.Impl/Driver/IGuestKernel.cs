// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Driver;

/// <summary>What the driver needs of the kernel around it: memory that the device can reach, and CPUs.</summary>
public interface IGuestKernel
{
    /// <summary>Possible CPUs, numbered from 0 (num_possible_cpus).</summary>
    int PossibleCpus { get; }

    /// <summary>
    /// The CPU that the calling task is on (raw_smp_processor_id). It may be another one by the time it is returned,
    /// unless the task holds a local lock.
    /// </summary>
    int CurrentCpu { get; }

    /// <summary>
    /// Takes the local lock of the CPU that the calling task is on: until <see cref="LocalUnlock"/> the task stays
    /// there, and no other task has this lock (local_lock, on PREEMPT_RT too). The holder must not sleep.
    /// </summary>
    /// <returns>The CPU.</returns>
    int LocalLock();

    /// <summary>Releases the local lock; the task may migrate again.</summary>
    /// <param name="cpu">What <see cref="LocalLock"/> returned.</param>
    void LocalUnlock(int cpu);

    /// <summary>Zeroed memory in one piece (kzalloc). May sleep.</summary>
    /// <param name="size">Bytes; a power of two, which is the alignment too.</param>
    /// <returns>Null when there is none (-ENOMEM).</returns>
    GuestAllocation? Allocate(int size);

    /// <summary>
    /// Zeroed memory for every possible CPU (__alloc_percpu). Each CPU's piece is contiguous in virtual memory; it is
    /// contiguous in guest physical memory only as far as it lies within one page. May sleep.
    /// </summary>
    /// <param name="size">Bytes for each CPU.</param>
    /// <param name="alignment">Bytes, a power of two.</param>
    /// <returns>Null when there is none (-ENOMEM).</returns>
    GuestAllocation? AllocatePerCpu(int size, int alignment);

    /// <summary>Frees memory: it has another owner from here on.</summary>
    void Free(GuestAllocation memory);

    /// <summary>Counts memory that is never freed, because a device may still write to it.</summary>
    void Quarantine(GuestAllocation memory);

    /// <summary>Copies bytes out of memory that was allocated here.</summary>
    /// <param name="address">Guest physical address.</param>
    /// <param name="destination">As many bytes as are wanted, <see cref="Request.Size"/> for a buffer.</param>
    void Load(ulong address, Span<byte> destination);

    /// <summary>Copies bytes into memory that was allocated here.</summary>
    /// <param name="address">Guest physical address.</param>
    /// <param name="source">The bytes.</param>
    void Store(ulong address, ReadOnlySpan<byte> source);
}
