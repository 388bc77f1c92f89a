// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>Slab, pages, per-CPU memory and physical addresses.</summary>
internal static class MemoryFunctions
{
    private const uint Sleeps = 1;
    private const uint Zero = 32;
    private const uint NoFail = 128;

    /// <summary>Beyond every address of memory: no CPU's copy is there.</summary>
    private const ulong CookieBias = 0x0800_0000_0000;

    /// <summary>Physical addresses begin here, so that 0 is none.</summary>
    private const ulong PhysicalBase = 0x1_0000_0000;

    private const ulong PageSize = 4096;

    internal static readonly NamedFunction[] All =
    [
        .. new[]
        {
            "kmalloc", "kzalloc", "kcalloc", "kmalloc_array", "kvmalloc", "kvzalloc", "kvcalloc", "vmalloc", "vzalloc",
            "kmemdup", "__get_free_pages", "alloc_pages_exact", "dma_alloc_coherent", "memdup_user", "cdev_alloc",
            "device_create", "class_create",
        }.Select(Allocator),
        .. new[] { "kfree", "kvfree", "vfree", "kfree_sensitive", "free_pages", "dma_free_coherent", "kmem_cache_free" }
            .Select(Deallocator),
        new("krealloc", Krealloc, true),
        new("ksize", (m, t, a) => Done(t, m.Heap.Near(a.A)?.Size ?? 0), false),
        new("kmem_cache_create", (m, t, a) => Done(t, m.New(t, "kmem_cache_create", 64, a)?.Address ?? 0, m, a.A),
            true),
        new("kmem_cache_alloc", CacheAlloc, true),
        new("kmem_cache_destroy", (m, t, a) => m.Free(t, a.A, "kmem_cache_destroy", a.Pc), true),
        new("__alloc_percpu", (m, t, a) => Done(t, m.NewPerCpu(t, a.A, (uint)a.B, a.C, a)?.Cookie ?? 0), true),
        new("free_percpu", (m, t, a) => m.FreePerCpu(t, a.A, "free_percpu", a.Pc), true),
        new("per_cpu_ptr", (m, t, a) => Done(t, m.PerCpu(a.A, (int)a.B)), false),
        new("per_cpu_ptr_to_phys", (m, t, a) => Done(t, m.Physical(a.A)), false),
        new("virt_to_phys", VirtToPhys, false),
        new("phys_to_virt", (m, t, a) => Done(t, m.Virtual(a.A)), false),
        new("slow_virt_to_phys", (m, t, a) => Done(t, m.Physical(a.A)), false),
        new("is_vmalloc_addr", (m, t, a) => Done(t, m.Heap.Near(a.A) is { IsScattered: true } ? 1u : 0), false),
        new("virt_addr_valid", (m, t, a) => Done(t, m.Heap.Near(a.A) is { IsScattered: false } ? 1u : 0), false),
    ];

    private static NamedFunction Allocator(string name) => new(name, (m, t, a) =>
    {
        var alignment = name is "__get_free_pages" or "alloc_pages_exact" or "dma_alloc_coherent" ? PageSize
            : Math.Max(ulong.IsPow2(a.A) ? Math.Min(Math.Max(a.A, 8), PageSize) : 8, a.C);
        return Done(t, m.New(t, name, a.A, a, (uint)a.B, alignment)?.Address ?? 0);
    }, true);

    private static NamedFunction Deallocator(string name) => new(name, (m, t, a) => m.Free(t, a.A, name, a.Pc), true);

    private static IEnumerable<Step>? Done(KernelTask task, ulong value)
    {
        task.Value = value;
        return null;
    }

    private static IEnumerable<Step>? Done(KernelTask task, ulong value, Machine machine, ulong size)
    {
        if (value != 0)
        {
            machine.Core.Write64(value, size);
        }

        return Done(task, value);
    }

    private static IEnumerable<Step>? CacheAlloc(Machine machine, KernelTask task, Args args)
    {
        var size = machine.Core.IsAccessible(args.A, 8) ? machine.Core.Read64(args.A) : 8;
        return Done(task, machine.New(task, "kmem_cache_alloc", size, args, (uint)args.B)?.Address ?? 0);
    }

    private static IEnumerable<Step>? Krealloc(Machine machine, KernelTask task, Args args)
    {
        var old = machine.Heap.Near(args.C);
        var made = machine.New(task, "krealloc", args.A, args, (uint)args.B);
        if (made is not null && old is { IsFreed: false })
        {
            var size = (int)Math.Min(old.Size, made.Size);
            machine.Core.Memory(old.Address, size).CopyTo(machine.Core.Memory(made.Address, size));
            machine.Free(task, old.Address, "krealloc", args.Pc);
        }

        return Done(task, made?.Address ?? 0);
    }

    private static IEnumerable<Step>? VirtToPhys(Machine machine, KernelTask task, Args args)
    {
        if (machine.Heap.Near(args.A) is not { IsScattered: false })
        {
            machine.Events.Warned(task, "virt_to_phys of an address that is not in the linear map");
        }

        return Done(task, machine.Physical(args.A));
    }

    /// <summary>Memory for the driver; null when there is none, or when this allocation fails.</summary>
    internal static Allocation? New(this Machine machine, KernelTask task, string function, ulong size, Args args,
        uint gfp = Sleeps, ulong alignment = 8)
    {
        if ((gfp & Sleeps) != 0)
        {
            machine.MightSleep(task, $"{function}(GFP_KERNEL)");
        }
        else if (machine.World.IsRealTime && task.PreemptCount > 0)
        {
            machine.Events.SleepsInAtomic(task, $"{function} under PREEMPT_RT");
        }

        if ((gfp & NoFail) == 0 && machine.Fails(task, Faults.Allocation))
        {
            return null;
        }

        var made = machine.Heap.Allocate(task, function, size, alignment);
        return made is null ? null : machine.Made(made, task, gfp, args);
    }

    private static Allocation Made(this Machine machine, Allocation made, KernelTask task, uint gfp, Args args)
    {
        // What was not asked to be zero is not.
        machine.Core.Memory(made.Address, (int)made.Size).Fill((gfp & Zero) != 0 ? (byte)0 : (byte)0xA5);
        var known = made with { Call = task.Call, Stack = machine.StackOf(task, args.Pc) };
        machine.Heap.Replace(made, known);
        return known;
    }

    /// <summary>A copy for each possible CPU.</summary>
    internal static Allocation? NewPerCpu(this Machine machine, KernelTask task, ulong size, uint gfp, ulong alignment,
        Args args)
    {
        if ((gfp & Sleeps) != 0)
        {
            machine.MightSleep(task, "alloc_percpu");
        }

        if (machine.Fails(task, Faults.Allocation))
        {
            return null;
        }

        alignment = Math.Max(alignment, 8);

        // A chunk in the vmalloc area: its pages lie anywhere, and it may begin at any multiple of the alignment.
        var ways = (int)Math.Min((size - 1) / alignment, 8);
        var before = ways > 0 ? machine.Choose(task, Faults.Straddles, ways + 1) : 0;
        var stride = (size + 63) & ~63ul;
        var made = machine.Heap.Allocate(task, "alloc_percpu", (stride * (ulong)(machine.World.Cpus - 1)) + size,
            Math.Max(alignment, before > 0 ? alignment : 64), (ulong)before * alignment);
        if (made is null)
        {
            return null;
        }

        var known = machine.Made(made, task, Zero, args);
        var scattered = known with { Cookie = known.Address + CookieBias, IsScattered = true };
        machine.Heap.Replace(known, scattered);
        return scattered;
    }

    /// <summary>The copy of a CPU.</summary>
    internal static ulong PerCpu(this Machine machine, ulong cookie, int cpu)
    {
        if (machine.Core.PlaceOf(cookie) >= 0 && cookie >= machine.Core.ImageLow)
        {
            return machine.StaticPerCpu(cookie, cpu);
        }

        if (cookie < PageSize)
        {
            // What a CPU has of NULL is nothing, wherever it is.
            return cookie;
        }

        var first = cookie - CookieBias;
        var size = machine.Heap.Near(first)?.Size ?? 0;
        var stride = ((size / (ulong)machine.World.Cpus) + 63) & ~63ul;
        return first + (stride * (ulong)cpu);
    }

    internal static IEnumerable<Step>? FreePerCpu(this Machine machine, KernelTask task, ulong cookie, string function,
        ulong pc) => machine.Free(task, cookie == 0 ? 0 : cookie - CookieBias, function, pc);

    /// <summary>Frees memory; 0 and errors are none.</summary>
    internal static IEnumerable<Step>? Free(this Machine machine, KernelTask task, ulong address, string function,
        ulong pc)
    {
        if (address is 0 or 16)
        {
            return null;
        }

        var allocation = machine.Heap.Near(address);
        if (allocation is null || allocation.Address != address || allocation.IsFreed
            || function == "free_percpu" != allocation.Cookie > 0)
        {
            machine.Events.InvalidFree(task, address, function, allocation);
            machine.IsOver = true;
            return null;
        }

        return machine.Freeing(task, allocation, pc);
    }

    private static IEnumerable<Step> Freeing(this Machine machine, KernelTask task, Allocation allocation, ulong pc)
    {
        if (machine.IsConcurrent)
        {
            yield return Step.At(Math.Max(machine.Core.PlaceOf(allocation.Address), 0), null)
                .On(allocation.Address, (int)allocation.Size, isWrite: true);
            if (allocation.IsFreed)
            {
                machine.Events.InvalidFree(task, allocation.Address, allocation.Function, allocation);
                machine.IsOver = true;
                yield break;
            }
        }

        machine.Events.Freeing(task, allocation);
        machine.Forget(task, allocation, pc);
    }

    /// <summary>Frees memory at once, without a point before it.</summary>
    internal static void Forget(this Machine machine, KernelTask task, Allocation allocation, ulong pc)
    {
        allocation.FreedBy = task;
        allocation.FreedIn = task.Call;
        allocation.FreeStack = machine.StackOf(task, pc);
        machine.Heap.Free(allocation);
    }

    /// <summary>
    /// The guest physical address. The linear map keeps distances; pages of scattered memory lie far from each other.
    /// </summary>
    internal static ulong Physical(this Machine machine, ulong address)
    {
        var offset = address - Native.NativeCore.Arena;
        return PhysicalBase + (machine.Heap.Near(address) is { IsScattered: true }
            ? (offset / PageSize * 2 * PageSize) + (offset % PageSize) + (1ul << 32)
            : offset);
    }

    /// <summary>The address of the driver's memory at a physical address, or 0.</summary>
    internal static ulong Virtual(this Machine machine, ulong physical)
    {
        var offset = physical - PhysicalBase;
        if (offset < 1ul << 32)
        {
            return offset < Native.NativeCore.ArenaSize ? Native.NativeCore.Arena + offset : 0;
        }

        offset -= 1ul << 32;
        return offset / PageSize % 2 != 0 || offset / 2 >= Native.NativeCore.ArenaSize ? 0
            : Native.NativeCore.Arena + (offset / (2 * PageSize) * PageSize) + (offset % PageSize);
    }

    /// <summary>
    /// DEFINE_PER_CPU: the driver's own variable is the copy of CPU 0, others are made when they are used.
    /// </summary>
    private static ulong StaticPerCpu(this Machine machine, ulong address, int cpu)
    {
        var low = machine.Core.Image.Address("percpu");
        var size = machine.Core.Image.Address("percpu_end") - low;
        if (cpu == 0 || address - low >= size)
        {
            return address;
        }

        var copies = machine.StaticCopies;
        copies[cpu] ??= machine.Heap.Allocate(machine.Tasks[Machine.Setup]!, "DEFINE_PER_CPU", size, 64);
        return copies[cpu]!.Address + (address - low);
    }
}
