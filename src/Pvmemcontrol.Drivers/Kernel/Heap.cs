// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Native;

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>
/// Memory of the driver. Addresses are never given out twice in one execution, so that every use after a free is seen.
/// Each task allocates from a part of its own: an address depends only on what its task allocated before.
/// </summary>
internal sealed class Heap(NativeCore core)
{
    private const ulong RedZone = 64;
    private const ulong PageSize = 4096;

    private readonly ulong[] _used = new ulong[NativeCore.Tasks];
    private readonly List<Allocation> _allocations = [];
    private readonly List<Allocation>[] _byTask = [.. Enumerable.Range(0, NativeCore.Tasks).Select(_ =>
        new List<Allocation>())];

    internal IReadOnlyList<Allocation> All => _allocations;

    /// <summary>Bytes used of each task's part.</summary>
    internal ReadOnlySpan<ulong> Used => _used;

    internal void Reset()
    {
        Array.Clear(_used);
        _allocations.Clear();
        foreach (var list in _byTask)
        {
            list.Clear();
        }
    }

    /// <summary>Memory for the driver; null if there is none left.</summary>
    /// <param name="task">Who allocates.</param>
    /// <param name="function">The kernel function.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="alignment">Bytes, a power of two.</param>
    /// <param name="beforePageEnd">Where to begin in front of the end of a page, or 0 for anywhere.</param>
    internal Allocation? Allocate(KernelTask task, string function, ulong size, ulong alignment = 8,
        ulong beforePageEnd = 0)
    {
        ref var used = ref _used[task.Number];
        var low = NativeCore.Arena + ((ulong)task.Number * NativeCore.ArenaPerTask);
        var start = Up(low + used + RedZone, Math.Max(alignment, 16));
        if (beforePageEnd > 0)
        {
            start = Up(start + beforePageEnd, PageSize) - beforePageEnd;
        }

        var end = start + Math.Max(size, 1) + RedZone;
        if (size > NativeCore.ArenaPerTask / 2 || end > low + NativeCore.ArenaPerTask)
        {
            return null;
        }

        used = end - low;
        var allocation = new Allocation(start, size, function, task, _allocations.Count);
        core.SetShadow(start, size, 0);
        _allocations.Add(allocation);
        _byTask[task.Number].Add(allocation);
        return allocation;
    }

    /// <summary>The same allocation, with more known about it.</summary>
    internal void Replace(Allocation allocation, Allocation known)
    {
        _allocations[allocation.Number] = known;
        var list = _byTask[allocation.Owner.Number];
        list[^1] = known;
    }

    internal void Free(Allocation allocation) => core.SetShadow(allocation.Address, allocation.Size,
        NativeCore.ShadowFreed);

    /// <summary>The allocation that the address lies in or next to, or null.</summary>
    internal Allocation? Near(ulong address)
    {
        if (address - NativeCore.Arena >= NativeCore.ArenaSize)
        {
            return null;
        }

        var list = _byTask[(address - NativeCore.Arena) / NativeCore.ArenaPerTask];
        var (low, high) = (0, list.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = list[middle].Address <= address + RedZone ? (middle + 1, high) : (low, middle);
        }

        for (var i = low - 1; i >= 0 && i >= low - 2; i--)
        {
            if (list[i].Contains(address))
            {
                return list[i];
            }
        }

        return low == 0 ? null : list[low - 1] is var last && last.Address > address && low > 1 ? list[low - 2]
            : list[low - 1];
    }

    private static ulong Up(ulong value, ulong alignment) => (value + alignment - 1) & ~(alignment - 1);
}

/// <summary>A piece of memory that the driver has, or had.</summary>
/// <param name="Address">Its first byte.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Function">The kernel function that gave it.</param>
/// <param name="Owner">Who asked for it.</param>
/// <param name="Number">Counted from 0.</param>
internal sealed record Allocation(ulong Address, ulong Size, string Function, KernelTask Owner, int Number)
{
    /// <summary>The call in which it was made; null for module_init.</summary>
    internal CallInProgress? Call { get; init; }

    /// <summary>Return addresses, the innermost first.</summary>
    internal ulong[] Stack { get; init; } = [];

    /// <summary>Per-CPU memory: the cookie by which the driver knows it; otherwise 0.</summary>
    internal ulong Cookie { get; init; }

    /// <summary>Its pages are not physically adjacent to each other.</summary>
    internal bool IsScattered { get; init; }

    internal bool IsFreed => FreedBy is not null;

    internal KernelTask? FreedBy { get; set; }

    internal CallInProgress? FreedIn { get; set; }

    internal ulong[] FreeStack { get; set; } = [];

    internal bool Contains(ulong address) => address - Address < Math.Max(Size, 1);
}
