// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>Misc devices, character devices, classes and the devices that make a node appear in /dev.</summary>
internal static class NodeFunctions
{
    private const uint FirstMajor = 240;
    private const ulong NoMemory = unchecked((ulong)-12L);
    private const ulong Busy = unchecked((ulong)-16L);
    private const ulong Invalid = unchecked((ulong)-22L);

    internal static readonly NamedFunction[] All =
    [
        new("misc_register", MiscRegister, true),
        new("misc_deregister", MiscDeregister, true),
        new("alloc_chrdev_region", AllocateRegion, true),
        new("register_chrdev_region", (m, t, a) => FailsOrZero(m, t), true),
        new("unregister_chrdev_region", (_, _, _) => null, true),
        new("cdev_init", (_, _, _) => null, false),
        new("cdev_add", CdevAdd, true),
        new("cdev_del", CdevDel, true),
        new("class_register", (m, t, a) => FailsOrZero(m, t), true),
        new("class_unregister", (_, _, _) => null, true),
        new("class_destroy", (m, t, a) => m.Free(t, IsError(a.A) ? 0 : a.A, "class_destroy", a.Pc), true),
        new("device_initialize", (_, _, _) => null, false),
        new("device_add", DeviceAdd, true),
        new("device_del", DeviceDel, true),
        new("class_find_device", FindDevice, false),
        new("device_release", DeviceRelease, false),
        new("cpuhp_setup_state", (m, t, a) => FailsOrZero(m, t), true),
    ];

    private static bool IsError(ulong pointer) => pointer >= unchecked((ulong)-4095L);

    private static IEnumerable<Step>? FailsOrZero(Machine machine, KernelTask task)
    {
        machine.MightSleep(task, "registration");
        task.Value = machine.Fails(task, Faults.Allocation) ? NoMemory : 0;
        return null;
    }

    private static IEnumerable<Step> MiscRegister(Machine machine, KernelTask task, Args args)
    {
        machine.MightSleep(task, "misc_register");
        if (machine.Fails(task, Faults.Allocation))
        {
            task.Value = NoMemory;
            yield break;
        }

        yield return Step.When(Objects.MiscMutex, "misc_register adds the node", () => machine.MiscOwner is null);
        if (machine.Nodes.Exists(n => n.Misc == args.A && n.IsRegistered))
        {
            // The older class initialises the list node, which is linked, before it finds the minor taken.
            var isOlder = machine.World.Misc == MiscKernel.Older;
            if (isOlder)
            {
                machine.Events.RegisteredTwice(task, machine.Core.Text(machine.Member(args.A, "miscdevice.name")));
            }

            task.Value = isOlder ? Busy : Invalid;
        }
        else
        {
            AddMisc(machine, args.A);
        }
    }

    private static void AddMisc(Machine machine, ulong misc)
    {
        var core = machine.Core;
        core.Write64(misc + core.Image.Offset("miscdevice.this_device"), core.Image.Address("pci_devices"));
        if (core.Read32(misc + core.Image.Offset("miscdevice.minor")) == 255)
        {
            core.Write32(misc + core.Image.Offset("miscdevice.minor"), 120 + (uint)machine.Nodes.Count);
        }

        var name = core.Text(machine.Member(misc, "miscdevice.name"));
        machine.Nodes.Add(new DeviceNode($"/dev/{name}", machine.Member(misc, "miscdevice.fops"), misc, 0)
        {
            IsVisible = true,
            Number = (10u << 20) | (120 + (uint)machine.Nodes.Count),
        });
    }

    private static IEnumerable<Step> MiscDeregister(Machine machine, KernelTask task, Args args)
    {
        machine.MightSleep(task, "misc_deregister");
        yield return Step.When(Objects.MiscMutex, "misc_deregister removes the node", () => machine.MiscOwner is null);
        if (machine.Nodes.Find(n => n.Misc == args.A && n.IsRegistered) is { } node)
        {
            (node.IsRegistered, node.IsVisible) = (false, false);
            machine.Core.Write32(args.A + machine.Core.Image.Offset("miscdevice.minor"), 255);
        }
        else
        {
            machine.Events.Warned(task, "misc_deregister of an entry that is not registered");
        }
    }

    private static IEnumerable<Step>? AllocateRegion(Machine machine, KernelTask task, Args args)
    {
        machine.MightSleep(task, "alloc_chrdev_region");
        task.Value = machine.Fails(task, Faults.Allocation)
            ? NoMemory
            : ((FirstMajor + (ulong)machine.Regions++) << 20) | args.A;
        return null;
    }

    private static IEnumerable<Step> CdevAdd(Machine machine, KernelTask task, Args args)
    {
        machine.MightSleep(task, "cdev_add");
        if (machine.Fails(task, Faults.Allocation))
        {
            task.Value = NoMemory;
            yield break;
        }

        yield return Step.At(Objects.Nodes, "cdev_add makes the device live");
        var node = new DeviceNode("/dev/pvmemcontrol", machine.Member(args.A, "cdev.ops"), 0, args.A)
        {
            Number = (uint)args.B,
            IsVisible = machine.DeviceNumbers.ContainsKey((uint)args.B),
        };
        machine.Nodes.Add(node);
        var parent = machine.Member(args.A + machine.Core.Image.Offset("cdev.kobj"), "kobject.parent");
        if (parent != 0)
        {
            Count(machine, parent, 1);
        }
    }

    /// <summary>Changes the reference count of an embedded kobject.</summary>
    private static void Count(Machine machine, ulong kobject, int by)
    {
        var at = kobject + machine.Core.Image.Offset("kobject.kref");
        if (machine.Core.IsAccessible(at, 4))
        {
            machine.Core.Write32(at, (uint)((int)machine.Core.Read32(at) + by));
        }
    }

    private static IEnumerable<Step> CdevDel(Machine machine, KernelTask task, Args args)
    {
        machine.MightSleep(task, "cdev_del");
        yield return Step.At(Objects.Nodes, "cdev_del: no new opens");
        if (machine.Nodes.Find(n => n.Cdev == args.A && n.IsRegistered) is { } node)
        {
            (node.IsRegistered, node.IsVisible) = (false, false);
            foreach (var step in machine.PutNode(task, node, args.Pc))
            {
                yield return step;
            }
        }
    }

    /// <summary>cdev_put: the last reference lets go of the parent.</summary>
    internal static IEnumerable<Step> PutNode(this Machine machine, KernelTask task, DeviceNode node, ulong pc)
    {
        if (node.Cdev == 0)
        {
            yield break;
        }

        var kobject = node.Cdev + machine.Core.Image.Offset("cdev.kobj");
        if (!machine.Core.IsAccessible(kobject, 8))
        {
            machine.Events.InvalidAccess(task, kobject, 8, Native.AccessFlags.Write, pc);
            machine.IsOver = true;
            yield break;
        }

        if (--node.References > 0)
        {
            yield break;
        }

        var parent = machine.Core.Read64(kobject + machine.Core.Image.Offset("kobject.parent"));
        if (machine.Heap.Near(node.Cdev) is { Function: "cdev_alloc", IsFreed: false } own && own.Address == node.Cdev)
        {
            machine.Forget(task, own, pc);
        }

        if (parent != 0)
        {
            yield return Step.Call(machine.Core.Image.Address("put_device"),
                parent - machine.Core.Image.Offset("device.kobj"));
        }
    }

    private static IEnumerable<Step> DeviceAdd(Machine machine, KernelTask task, Args args)
    {
        machine.MightSleep(task, "device_add");
        if (machine.Fails(task, Faults.Allocation))
        {
            task.Value = NoMemory;
            yield break;
        }

        yield return Step.At(Objects.Nodes, "the node appears in /dev");
        var number = (uint)args.B;
        if (number != 0)
        {
            machine.DeviceNumbers[number] = args.A;
            machine.Nodes.FindAll(n => n.Number == number && n.IsRegistered).ForEach(n => n.IsVisible = true);
        }
    }

    private static IEnumerable<Step> DeviceDel(Machine machine, KernelTask task, Args args)
    {
        machine.MightSleep(task, "device_del");
        yield return Step.At(Objects.Nodes, "the node disappears from /dev");
        machine.DeviceNumbers.Remove((uint)args.B);
        machine.Nodes.FindAll(n => n.Number == (uint)args.B).ForEach(n => n.IsVisible = false);
        foreach (var step in DeviceRelease(machine, task, args) ?? [])
        {
            yield return step;
        }
    }

    /// <summary>The last reference is gone: what was managed for a device never added is released.</summary>
    private static IEnumerable<Step>? DeviceRelease(Machine machine, KernelTask task, Args args) =>
        machine.OwnManaged.Remove(args.A, out var managed) ? machine.ReleaseAll(task, managed) : null;

    private static IEnumerable<Step>? FindDevice(Machine machine, KernelTask task, Args args)
    {
        task.Value = machine.DeviceNumbers.GetValueOrDefault((uint)args.B);
        return null;
    }
}
