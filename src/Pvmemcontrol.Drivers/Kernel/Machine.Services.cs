// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>What the functions of the kernel have in common.</summary>
internal sealed partial class Machine
{
    /// <summary>A member of a structure of the driver, 8 bytes.</summary>
    internal ulong Member(ulong structure, string member) => Core.Read64(structure + Core.Image.Offset(member));

    /// <summary>The return addresses of a task's calls, the innermost first.</summary>
    internal ulong[] StackOf(KernelTask task, ulong pc)
    {
        ref var fiber = ref Core.FiberOf(task.Number);
        var depth = (int)Math.Min(fiber.Depth, 12u);
        var stack = new ulong[depth + 1];
        stack[0] = pc;
        for (var i = 0; i < depth; i++)
        {
            stack[i + 1] = fiber.Calls[Math.Min((int)fiber.Depth, 128) - 1 - i];
        }

        return stack;
    }

    /// <summary>Something happens, for a report; <paramref name="pc"/> is 0 outside the driver.</summary>
    internal void Say(KernelTask task, ulong pc, string text) => Trace?.Invoke(task, StackOf(task, pc), text);

    /// <summary>The state of an object; checks that its memory is there.</summary>
    internal KernelObject? Object(KernelTask task, ulong address, ulong pc)
    {
        var isMemory = IsMemory(address);
        if (isMemory && Objects.TryGetValue(address, out var known))
        {
            return known;
        }

        if (!isMemory)
        {
            Events.InvalidAccess(task, address, 8, Native.AccessFlags.Write, pc);
            IsOver = true;
            return null;
        }

        return Objects[address] = new KernelObject(address, Math.Max(Core.PlaceOf(address), 0));
    }

    /// <summary>Memory of the driver, or of its stack.</summary>
    internal bool IsMemory(ulong address) =>
        Core.PlaceOf(address) >= 0 ? Core.IsAccessible(address, 8) : IsOnStack(address);

    internal bool IsOnStack(ulong address)
    {
        for (var i = 0; i < Native.NativeCore.Tasks; i++)
        {
            if (address - Core.FiberOf(i).StackLow < 32 * 1024)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A function that may sleep is called.</summary>
    internal void MightSleep(KernelTask task, string function)
    {
        if (task.PreemptCount > 0 || task.RcuCount > 0)
        {
            Events.SleepsInAtomic(task, function);
        }
    }

    /// <summary>From here on the task keeps its CPU to itself.</summary>
    internal IEnumerable<Step> EnterAtomic(KernelTask task, string? text)
    {
        if (task.PreemptCount == 0 && task.NeedsCpu)
        {
            if (task.Cpu < 0)
            {
                task.Cpu = ChooseCpu(task);
            }

            yield return Step.When(Kernel.Objects.Cpu(task.Cpu), text, () => Cpus[task.Cpu] is null);
            Cpus[task.Cpu] = task;
        }

        task.PreemptCount++;
    }

    internal void LeaveAtomic(KernelTask task, string function)
    {
        if (task.PreemptCount == 0)
        {
            Events.Misuse(task, $"{function} without its counterpart: the preemption count goes below zero",
                isFatal: true);
            return;
        }

        if (--task.PreemptCount == 0 && task.NeedsCpu)
        {
            Touched(task, Kernel.Objects.Cpu(task.Cpu));
            Cpus[task.Cpu] = null;
            LeaveCpu(task);
        }
    }

    internal void EnterMigrateDisabled(KernelTask task)
    {
        if (task.MigrateCount++ == 0 && task.Cpu < 0)
        {
            task.Cpu = ChooseCpu(task);
        }
    }

    internal void LeaveMigrateDisabled(KernelTask task, string function)
    {
        if (task.MigrateCount == 0)
        {
            Events.Misuse(task, $"{function} without its counterpart", isFatal: true);
            return;
        }

        task.MigrateCount--;
        LeaveCpu(task);
    }

    /// <summary>The CPU on which the task is, when it asks.</summary>
    internal int CurrentCpu(KernelTask task) => task.Cpu >= 0 ? task.Cpu
        : task.MigrateCount > 0 ? task.Cpu = ChooseCpu(task)
        : ChooseCpu(task);

    private int ChooseCpu(KernelTask task) =>
        Cpus.Length == 1 || !IsConcurrent ? 0 : Chooser.Choose(task, ChoiceKind.Cpu, Cpus.Length);

    private static void LeaveCpu(KernelTask task)
    {
        if (task.PreemptCount == 0 && task.MigrateCount == 0)
        {
            task.Cpu = -1;
        }
    }

    /// <summary>An address in words; of the driver's own data, the place in its image.</summary>
    internal string Describe(ulong address)
    {
        if (Heap.Near(address) is { } near && near.Contains(address))
        {
            var offset = address - near.Address;
            return $"{(near.IsFreed ? "freed " : "")}{near.Function} #{near.Number}{(offset > 0 ? $"+{offset}" : "")}";
        }

        return Core.PlaceOf(address) >= 0 ? $"&0x{address - Core.TextLow:x}" : $"0x{address:x}";
    }
}
