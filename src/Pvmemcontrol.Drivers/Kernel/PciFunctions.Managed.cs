// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>What devm functions manage for a device, and the lock of a device.</summary>
internal static partial class PciFunctions
{
    private static void Drop(Stack<ManagedResource> managed, Predicate<ManagedResource> which)
    {
        var kept = managed.Where(r => !which(r)).Reverse().ToArray();
        managed.Clear();
        Array.ForEach(kept, managed.Push);
    }

    /// <summary>What is managed for a device: one of the bus, or one of the driver's own.</summary>
    private static Stack<ManagedResource> ManagedFor(Machine machine, ulong address)
    {
        if (machine.DeviceOf(address) is { } device)
        {
            return machine.Managed[device.Number];
        }

        if (!machine.OwnManaged.TryGetValue(address, out var managed))
        {
            machine.OwnManaged[address] = managed = [];
        }

        return managed;
    }

    private static IEnumerable<Step>? Keep(Machine machine, ulong address, ManagedResource resource)
    {
        ManagedFor(machine, address).Push(resource);
        return null;
    }

    /// <summary>The lock that the PCI core holds around probe and remove; other devices have their own.</summary>
    private static IEnumerable<Step> LockDevice(Machine machine, KernelTask task, Args args)
    {
        machine.MightSleep(task, "device_lock");
        if (machine.DeviceOf(args.A) is { } device)
        {
            if (device.LockedBy == task)
            {
                machine.Events.Misuse(task, "device_lock in probe or remove: the task waits for itself", isFatal: true);
                yield break;
            }

            yield return Step.When(Objects.DeviceLock(device.Number), null, () => device.LockedBy is null);
            device.LockedBy = task;
        }
        else if (machine.Object(task, args.A, args.Pc) is { } found)
        {
            yield return Step.When(found.Place, null, () => found.Owner is null);
            found.Owner = task;
        }
    }

    private static IEnumerable<Step> TryLockDevice(Machine machine, KernelTask task, Args args)
    {
        if (machine.DeviceOf(args.A) is { } device)
        {
            yield return Step.At(Objects.DeviceLock(device.Number), null);
            task.Value = device.LockedBy is null ? 1u : 0;
            device.LockedBy ??= task;
        }
        else if (machine.Object(task, args.A, args.Pc) is { } found)
        {
            yield return Step.At(found.Place, null);
            task.Value = found.Owner is null ? 1u : 0;
            found.Owner ??= task;
        }
    }

    private static IEnumerable<Step>? UnlockDevice(Machine machine, KernelTask task, Args args)
    {
        if (machine.DeviceOf(args.A) is { } device)
        {
            device.LockedBy = null;
            machine.Touched(task, Objects.DeviceLock(device.Number));
        }
        else if (machine.Object(task, args.A, args.Pc) is { } found)
        {
            found.Owner = null;
            machine.Touched(task, found.Place);
        }

        return null;
    }

    private static IEnumerable<Step>? AddAction(Machine machine, KernelTask task, Args args) =>
        machine.Fails(task, Faults.Allocation)
            ? Value(task, NoMemory)
            : Keep(machine, args.A, new ManagedResource("devm action", args.B, args.C, null));

    private static IEnumerable<Step>? RemoveAction(Machine machine, KernelTask task, Args args)
    {
        Drop(ManagedFor(machine, args.A), r => r.Function == args.B && r.Argument == args.C);
        return null;
    }

    private static IEnumerable<Step>? ManagedMemory(Machine machine, KernelTask task, Args args)
    {
        var made = machine.New(task, "devm_kmalloc", args.B, args, (uint)args.C, args.D == 0 ? 8 : args.D);
        return Keep(machine, task, args.A, made, made?.Address ?? 0);
    }

    private static IEnumerable<Step>? ManagedPerCpu(Machine machine, KernelTask task, Args args)
    {
        var made = machine.NewPerCpu(task, args.B, (uint)args.C, args.D, args);
        return Keep(machine, task, args.A, made, made?.Cookie ?? 0);
    }

    private static IEnumerable<Step>? Keep(Machine machine, KernelTask task, ulong address, Allocation? made,
        ulong value)
    {
        if (made is not null)
        {
            ManagedFor(machine, address).Push(new ManagedResource(made.Function, 0, value, t =>
            {
                machine.Events.Freeing(t, made);
                machine.Forget(t, made, 0);
            }));
        }

        return Value(task, value);
    }

    private static IEnumerable<Step>? FreeManaged(Machine machine, KernelTask task, Args args)
    {
        if (args.B != 0 && ManagedFor(machine, args.A) is var managed
            && managed.FirstOrDefault(r => r.Argument == args.B) is { Release: { } release } found)
        {
            Drop(managed, r => r == found);
            release(task);
        }

        return null;
    }
}
