// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>What the PCI core does with a driver: binding, unbinding, shutdown, hibernation.</summary>
internal static partial class PciCore
{
    /// <summary>Bytes of the BAR that holds the registers.</summary>
    internal const ulong BarSize = 4096;

    private const ulong SystemRestart = 1;
    private const ulong HibernationPrepare = 1;
    private const ulong PostHibernation = 2;
    private const ulong StopMask = 0x8000;

    /// <summary>Where the registers of a device are on the bus.</summary>
    internal static ulong BusAddress(int device) => 0xE000_0000 + ((ulong)device * BarSize);

    internal static IEnumerable<Step> Probe(Machine machine, KernelTask task, Call.Probe probe)
    {
        var device = machine.Devices[probe.Device];
        yield return Step.When(Objects.DeviceLock(device.Number), "PCI core: takes the device lock",
            () => device.LockedBy is null);
        if (device.IsBound || machine.Driver == 0)
        {
            yield break;
        }

        device.LockedBy = task;
        var address = machine.AddressOf(device.Number);
        var id = machine.MatchingId();
        var call = machine.Begin(task, probe);
        long result = -19;
        if (id != 0)
        {
            yield return Step.Call(machine.Member(machine.Driver, "pci_driver.probe"), address, id);
            result = (int)task.Result;
        }

        // The PCI core warns about a positive number, and takes it for success.
        device.IsBound = result >= 0;
        if (!device.IsBound)
        {
            foreach (var step in machine.ReleaseManaged(task, device))
            {
                yield return step;
            }
        }

        machine.End(task, call, result);
        device.LockedBy = null;
        machine.Touched(task, Objects.DeviceLock(device.Number));
    }

    internal static IEnumerable<Step> Remove(Machine machine, KernelTask task, Call.Remove remove)
    {
        var device = machine.Devices[remove.Device];
        yield return Step.When(Objects.DeviceLock(device.Number), "PCI core: takes the device lock",
            () => device.LockedBy is null);
        device.LockedBy = task;
        if (device.IsBound)
        {
            foreach (var step in Unbind(machine, task, device, remove))
            {
                yield return step;
            }
        }

        device.LockedBy = null;
        machine.Touched(task, Objects.DeviceLock(device.Number));
    }

    private static IEnumerable<Step> Unbind(Machine machine, KernelTask task, PciDevice device, Call.Remove remove)
    {
        var call = machine.Begin(task, remove);
        if (machine.Member(machine.Driver, "pci_driver.remove") is not 0 and var function)
        {
            yield return Step.Call(function, machine.AddressOf(device.Number));
        }

        foreach (var step in machine.ReleaseManaged(task, device))
        {
            yield return step;
        }

        device.IsBound = false;
        machine.End(task, call, 0);
    }

    /// <summary>pci_unregister_driver unbinds what is bound.</summary>
    internal static IEnumerable<Step> Unregister(this Machine machine, KernelTask task)
    {
        foreach (var device in machine.Devices)
        {
            foreach (var step in Remove(machine, task, new Call.Remove(device.Number)))
            {
                yield return step;
            }
        }

        machine.Driver = 0;
    }

    /// <summary>The machine is about to be handed to another kernel.</summary>
    internal static IEnumerable<Step> Kexec(Machine machine, KernelTask task)
    {
        yield return Step.At(Objects.PciCore, "kexec: device_shutdown");
        foreach (var step in machine.Notify(task, NotifierKind.Reboot, SystemRestart))
        {
            yield return step;
        }

        foreach (var device in machine.Devices.Where(d => d.IsBound))
        {
            // device_shutdown holds the device's lock.
            yield return Step.When(Objects.DeviceLock(device.Number), null, () => device.LockedBy is null);
            device.LockedBy = task;
            if (machine.Member(machine.Driver, "pci_driver.shutdown") is not 0 and var function)
            {
                yield return Step.Call(function, machine.AddressOf(device.Number));
            }

            device.LockedBy = null;
            machine.Touched(task, Objects.DeviceLock(device.Number));
        }

        foreach (var step in Syscore(machine, "syscore_ops.shutdown"))
        {
            yield return step;
        }

        machine.Say(task, 0, "another kernel owns the memory");
        machine.Events.HandedOver(task);
        machine.IsHandedOver = true;
    }

    /// <summary>
    /// Hibernation: user space is frozen outside of calls; unless the driver refuses, all memory is read for the image,
    /// and device and host lose their state.
    /// </summary>
    internal static IEnumerable<Step> Hibernate(Machine machine, KernelTask task, Call.Hibernate hibernate)
    {
        var device = machine.Devices[hibernate.Device];
        machine.IsHibernating = true;
        foreach (var step in machine.Notify(task, NotifierKind.Sleep, HibernationPrepare))
        {
            yield return step;
        }

        if (((ulong)task.Result & StopMask) != 0)
        {
            machine.Say(task, 0, "a notifier refuses: no hibernation");
            machine.IsHibernating = false;
            yield break;
        }

        yield return Step.When(Objects.Users, "freezes user space", () => machine.Tasks.All(t =>
            t is null || t == task || t.IsDone || t.Call is null || t.Call.IsProbeOrRemove));
        machine.IsFrozen = true;
        foreach (var step in Sleep(machine, task, device))
        {
            yield return step;
        }

        machine.IsFrozen = false;
        machine.Touched(task, Objects.Users);
        foreach (var step in machine.Notify(task, NotifierKind.Sleep, PostHibernation))
        {
            yield return step;
        }

        machine.IsHibernating = false;
    }

    private static IEnumerable<Step> Sleep(Machine machine, KernelTask task, PciDevice device)
    {
        string[] operations = ["dev_pm_ops.prepare", "dev_pm_ops.freeze", "dev_pm_ops.freeze_late",
            "dev_pm_ops.freeze_noirq"];
        for (var done = 0; done < operations.Length; done++)
        {
            task.Result = 0;
            foreach (var step in Hook(machine, task, device, operations[done]))
            {
                yield return step;
            }

            // A positive answer of prepare is none: the device may stay as it is.
            if (device.IsBound && ((int)task.Result < 0 || ((int)task.Result > 0 && done > 0)))
            {
                machine.Say(task, 0, $"the driver refuses with {(int)task.Result}: no hibernation");
                string[] undo = ["dev_pm_ops.complete", "dev_pm_ops.thaw", "dev_pm_ops.thaw_early"];
                foreach (var step in undo.Take(done).Reverse().SelectMany(o => Hook(machine, task, device, o)))
                {
                    yield return step;
                }

                machine.Events.Thawed(task);
                yield break;
            }
        }

        foreach (var step in PowerOff(machine, task, device))
        {
            yield return step;
        }

        string[] restore = ["dev_pm_ops.restore_noirq", "dev_pm_ops.restore_early", "dev_pm_ops.restore",
            "dev_pm_ops.complete"];
        foreach (var step in restore.SelectMany(o => Hook(machine, task, device, o)))
        {
            yield return step;
        }

        machine.Events.Thawed(task);
    }

    private static IEnumerable<Step> PowerOff(Machine machine, KernelTask task, PciDevice device)
    {
        foreach (var step in Syscore(machine, "syscore_ops.suspend"))
        {
            yield return step;
        }

        machine.Events.ImageWritten(task);
        yield return Step.At(Objects.Registers(device.Number), "the device loses its state");
        device.Transport = Model.Device.Transport.Initial;
        machine.Events.StateLost(device.Number);
        foreach (var step in Syscore(machine, "syscore_ops.resume"))
        {
            yield return step;
        }
    }

    /// <summary>The operation of struct pci_driver that is called when there is none of struct dev_pm_ops.</summary>
    private static string? LegacyOf(string operation) => operation switch
    {
        "dev_pm_ops.freeze" => "pci_driver.suspend",
        "dev_pm_ops.restore" or "dev_pm_ops.thaw" => "pci_driver.resume",
        _ => null,
    };

    /// <summary>Calls the notifiers of a chain until one stops it; the answer of the last.</summary>
    private static IEnumerable<Step> Notify(this Machine machine, KernelTask task, NotifierKind kind, ulong action)
    {
        task.Result = 0;
        foreach (var block in machine.Notifiers[kind].ToArray())
        {
            yield return Step.Call(machine.Member(block, "notifier_block.notifier_call"), block, action);
            if (((ulong)task.Result & StopMask) != 0)
            {
                yield break;
            }
        }
    }

    private static IEnumerable<Step> Syscore(Machine machine, string operation)
    {
        foreach (var operations in machine.Notifiers[NotifierKind.Syscore].ToArray())
        {
            if (machine.Member(operations, operation) is not 0 and var function)
            {
                yield return Step.Call(function);
            }
        }
    }

    private static IEnumerable<Step> Hook(Machine machine, KernelTask task, PciDevice device, string operation)
    {
        // So does the PM core.
        yield return Step.When(Objects.DeviceLock(device.Number), null, () => device.LockedBy is null);
        device.LockedBy = task;
        foreach (var step in Hook(machine, device, operation, LegacyOf(operation)))
        {
            yield return step;
        }

        device.LockedBy = null;
        machine.Touched(task, Objects.DeviceLock(device.Number));
    }

    private static IEnumerable<Step> Hook(Machine machine, PciDevice device, string operation, string? legacy)
    {
        if (!device.IsBound)
        {
            yield break;
        }

        var address = machine.AddressOf(device.Number);
        var operations = machine.Core.Read64(machine.Driver + machine.Core.Image.Offset("pci_driver.driver")
            + machine.Core.Image.Offset("device_driver.pm"));
        if (operations != 0 && machine.Member(operations, operation) is not 0 and var function)
        {
            yield return Step.Call(function, address + machine.Core.Image.Offset("pci_dev.dev"));
        }
        else if (legacy is not null && machine.Member(machine.Driver, legacy) is not 0 and var old)
        {
            yield return Step.Call(old, address);
        }
    }
}
