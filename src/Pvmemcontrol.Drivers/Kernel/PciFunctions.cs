// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>The PCI core's functions for drivers, and resources that the driver core releases.</summary>
internal static class PciFunctions
{
    private const ulong NoMemory = unchecked((ulong)-12L);

    /// <summary>Where registers are mapped: no memory is there.</summary>
    private const ulong Window = 0x0E00_0000_0000;

    internal static readonly NamedFunction[] All =
    [
        new("pci_register_driver", Register, true),
        new("pci_unregister_driver", (m, t, _) => m.Unregister(t), true),
        new("pci_enable_device", (m, t, a) => Enable(m, t, a.A, isManaged: false), true),
        new("pcim_enable_device", (m, t, a) => Enable(m, t, a.A, isManaged: true), true),
        new("pci_disable_device", Disable, true),
        new("pci_request_region", (m, t, a) => Managed(m, t, a.A, null), true),
        new("pcim_request_region", (m, t, a) => Managed(m, t, a.A, null), true),
        new("pci_release_region", (_, _, _) => null, true),
        new("pci_iomap", (m, t, a) => Map(m, t, a, isManaged: false), true),
        new("pcim_iomap", (m, t, a) => Map(m, t, a, isManaged: true), true),
        new("pcim_iomap_regions", MapRegions, true),
        new("pcim_iomap_table_entry", (m, t, a) => Value(t, m.DeviceOf(a.A)?.Window ?? 0), false),
        new("pcim_iomap_table", MapTable, false),
        new("ioremap", (m, t, a) => MapAddress(m, t, a, isManaged: false), true),
        new("devm_ioremap", (m, t, a) => MapAddress(m, t, a, isManaged: true), true),
        new("request_mem_region", (m, t, a) => Value(t, m.Fails(t, Faults.Allocation) ? 0u : 1u), true),
        new("pcim_pin_device", Pin, true),
        new("device_trylock", TryLockDevice, true),
        new("devres_add", (m, t, a) => Keep(m, a.A, new ManagedResource("devres", a.B, a.C, null)), true),
        new("pci_iounmap", Unmap, true),
        new("pcim_iounmap", Unmap, true),
        new("pci_device_is_present", (m, t, a) => Value(t, m.DeviceOf(a.A) is { IsGone: false } ? 1u : 0), true),
        new("device_lock", (m, t, a) => LockDevice(m, t, a), true),
        new("device_unlock", UnlockDevice, true),
        new("devm_add_action", AddAction, true),
        new("devm_remove_action", RemoveAction, true),
        new("devm_kmalloc", ManagedMemory, true),
        new("devm_kfree", FreeManaged, true),
        new("devm_alloc_percpu", ManagedPerCpu, true),
        new("devm_free_percpu", FreeManaged, true),
    ];

    private static IEnumerable<Step>? Value(KernelTask task, ulong value)
    {
        task.Value = value;
        return null;
    }

    private static IEnumerable<Step>? Register(Machine machine, KernelTask task, Args args)
    {
        machine.Driver = args.A;
        return Value(task, 0);
    }

    /// <summary>The PCI device of a struct pci_dev, or of the struct device in it.</summary>
    internal static PciDevice? DeviceOf(this Machine machine, ulong address)
    {
        var first = machine.Core.Image.Address("pci_devices");
        var size = machine.Core.Image.Offset("pci_dev");
        var index = (address - first) / size;
        return address >= first && index < (ulong)machine.Devices.Length ? machine.Devices[index] : null;
    }

    private static IEnumerable<Step>? Enable(Machine machine, KernelTask task, ulong address, bool isManaged)
    {
        machine.MightSleep(task, "pci_enable_device");
        if (machine.DeviceOf(address) is not { } device || machine.Fails(task, Faults.Allocation))
        {
            return Value(task, NoMemory);
        }

        device.Enabled++;
        machine.Core.Memory(address + machine.Core.Image.Offset("pci_dev.is_enabled"), 1)[0] = 1;
        if (isManaged)
        {
            device.IsManaged = true;
            machine.Managed[device.Number].Push(new ManagedResource("pcim_enable_device", 0, address,
                t => Disable(machine, t, device)));
        }

        return Value(task, 0);
    }

    private static IEnumerable<Step>? Disable(Machine machine, KernelTask task, Args args)
    {
        if (machine.DeviceOf(args.A) is { } device)
        {
            if (device.IsManaged)
            {
                machine.Events.Warned(task,
                    "pci_disable_device of a device that pcim_enable_device will disable again");
            }

            Disable(machine, task, device);
        }

        return null;
    }

    private static void Disable(Machine machine, KernelTask task, PciDevice device)
    {
        if (device.Enabled == 0)
        {
            machine.Events.Warned(task, "disabling already-disabled device");
            return;
        }

        device.Enabled--;
    }

    private static IEnumerable<Step>? Managed(Machine machine, KernelTask task, ulong address,
        ManagedResource? resource)
    {
        if (machine.Fails(task, Faults.Allocation) || machine.DeviceOf(address) is not { } device)
        {
            return Value(task, NoMemory);
        }

        if (resource is not null)
        {
            machine.Managed[device.Number].Push(resource);
        }

        return Value(task, 0);
    }

    internal static ulong MapOf(this Machine machine, PciDevice device)
    {
        device.Mapped++;
        return device.Window = Window + ((ulong)device.Number << 32) + ((ulong)machine.Mappings++ << 16);
    }

    private static IEnumerable<Step>? Map(Machine machine, KernelTask task, Args args, bool isManaged)
    {
        machine.MightSleep(task, "pci_iomap");
        if (machine.DeviceOf(args.A) is not { } device || args.B != 0 || machine.Fails(task, Faults.Allocation))
        {
            return Value(task, 0);
        }

        var window = machine.MapOf(device);
        if (isManaged)
        {
            machine.Managed[device.Number].Push(new ManagedResource("pcim_iomap", 0, window, _ => device.Mapped--));
        }

        return Value(task, window);
    }

    /// <summary>A mapping by the bus address that a resource of the device has.</summary>
    private static IEnumerable<Step>? MapAddress(Machine machine, KernelTask task, Args args, bool isManaged)
    {
        machine.MightSleep(task, "ioremap");
        var device = Array.Find(machine.Devices, d => args.A - PciCore.BusAddress(d.Number) < PciCore.BarSize);
        if (device is null || machine.Fails(task, Faults.Allocation))
        {
            return Value(task, 0);
        }

        // The offset within a page is kept.
        var window = machine.MapOf(device) + (args.A - PciCore.BusAddress(device.Number));
        if (isManaged)
        {
            machine.Managed[device.Number].Push(new ManagedResource("pcim_iomap", 0, window, _ => device.Mapped--));
        }

        return Value(task, window);
    }

    /// <summary>The device stays enabled after remove.</summary>
    private static IEnumerable<Step>? Pin(Machine machine, KernelTask task, Args args)
    {
        if (machine.DeviceOf(args.A) is { } device)
        {
            Drop(machine.Managed[device.Number], r => r.Kind == "pcim_enable_device");
            device.IsManaged = false;
        }

        return null;
    }

    private static IEnumerable<Step>? MapRegions(Machine machine, KernelTask task, Args args)
    {
        if (machine.DeviceOf(args.A) is not { } device || machine.Fails(task, Faults.Allocation))
        {
            return Value(task, NoMemory);
        }

        var window = machine.MapOf(device);
        machine.Managed[device.Number].Push(new ManagedResource("pcim_iomap_regions", 0, window, _ => device.Mapped--));
        return Value(task, 0);
    }

    private static IEnumerable<Step>? MapTable(Machine machine, KernelTask task, Args args)
    {
        if (machine.DeviceOf(args.A) is not { } device)
        {
            return Value(task, 0);
        }

        var made = machine.Heap.Allocate(task, "pcim_iomap_table", 48)!;
        machine.Managed[device.Number].Push(new ManagedResource("pcim_iomap_table", 0, made.Address,
            t => machine.Forget(t, made, 0)));
        machine.Core.Write64(made.Address, device.Window);
        return Value(task, made.Address);
    }

    private static IEnumerable<Step>? Unmap(Machine machine, KernelTask task, Args args)
    {
        var device = Array.Find(machine.Devices, d => d.Owns(args.B));
        if (device is null || device.Mapped == 0)
        {
            machine.Events.Warned(task, "unmaps registers that are not mapped");
            return null;
        }

        device.Mapped--;
        Drop(machine.Managed[device.Number], r => r.Argument == args.B
            && r.Kind.StartsWith("pcim_iomap", StringComparison.Ordinal));
        return null;
    }

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
