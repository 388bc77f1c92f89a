// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Kernel;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.Search;

/// <summary>The actors of a world as tasks of a machine, and what happens before and after them.</summary>
internal static class Actors
{
    /// <summary>
    /// True when a driver's source can be in this world: all its calls are the guest's, or the device's.
    /// </summary>
    internal static bool CanHave(WorldSetup world) => !world.IsLarge && world.Device.WaitsForRequests
        && world.Before.Concat(world.Actors.SelectMany(a => a.Calls)).All(c => c is not (Call.Snapshot or Call.Unplug
            or Call.Crash or Call.Offline))
        && world.Actors.SelectMany(a => a.Calls).All(c => c is not Call.Ioctl { Kind: RequestKind.OwnChannel });

    /// <summary>module_init, the calls before the search, and the devices as the bus finds them.</summary>
    internal static IEnumerable<Step> Before(Machine machine, KernelTask task)
    {
        machine.Core.Write32(machine.Core.Image.Address("nr_cpu_ids"), (uint)machine.World.Cpus);
        machine.Enumerate();
        if (machine.Core.Image.Init == 0)
        {
            machine.Problem = "it has no module_init and no module_pci_driver";
            yield break;
        }

        yield return Step.Call(machine.Core.Image.Init);
        machine.IsModuleLoaded = (int)task.Result == 0;
        machine.Problem = !machine.IsModuleLoaded ? $"its module_init returns {(int)task.Result}"
            : machine.Driver == 0 ? "its module_init registers no PCI driver"
            : machine.Member(machine.Driver, "pci_driver.probe") == 0 ? "its PCI driver has no probe"
            : null;
        machine.IsForAnother = machine.Problem is null && machine.MatchingId() == 0;
        if (machine.Problem is not null || machine.IsForAnother)
        {
            yield break;
        }

        foreach (var step in machine.World.Before.SelectMany(call => Do(machine, task, call)))
        {
            yield return step;
        }
    }

    /// <summary>The calls of an actor, one after the other.</summary>
    internal static IEnumerable<Step> Calls(Machine machine, KernelTask task, ActorSetup actor)
    {
        foreach (var call in actor.Calls)
        {
            if (actor.IsTask)
            {
                yield return Step.When(Objects.Users, null, () => !machine.IsFrozen, isWrite: false);
            }

            foreach (var step in Do(machine, task, call))
            {
                yield return step;
            }
        }
    }

    /// <summary>Files are closed, devices unbound, the module unloaded.</summary>
    internal static IEnumerable<Step> After(Machine machine, KernelTask task)
    {
        for (var file = 0; file < machine.Files.Length; file++)
        {
            foreach (var step in Vfs.Release(machine, task, new Call.Release(file)))
            {
                yield return step;
            }
        }

        foreach (var device in machine.Devices)
        {
            foreach (var step in PciCore.Remove(machine, task, new Call.Remove(device.Number)))
            {
                yield return step;
            }
        }

        if (machine.IsModuleLoaded && machine.Core.Image.Exit is not 0 and var exit)
        {
            yield return Step.Call(exit);
        }
    }

    private static IEnumerable<Step> Do(Machine machine, KernelTask task, Call call) => call switch
    {
        Call.Open open => Vfs.Open(machine, task, open),
        Call.Ioctl ioctl => Vfs.Ioctl(machine, task, ioctl),
        Call.Release release => Vfs.Release(machine, task, release),
        Call.Probe probe => PciCore.Probe(machine, task, probe),
        Call.Remove remove => PciCore.Remove(machine, task, remove),
        Call.Kexec => PciCore.Kexec(machine, task),
        Call.Hibernate hibernate => PciCore.Hibernate(machine, task, hibernate),
        Call.Vanish vanish => Vanish(machine, task, vanish),
        Call.Alien alien => Alien(machine, task, alien),
        Call.Posted posted => Posted(machine, task, posted),
        Call.Snapshot or Call.Unplug or Call.Crash or Call.Offline =>
            throw new InvalidOperationException($"{call} does not concern a driver"),
        _ => throw new InvalidOperationException($"{call} is not known"),
    };

    private static IEnumerable<Step> Vanish(Machine machine, KernelTask task, Call.Vanish vanish)
    {
        var device = machine.Devices[vanish.Device];
        yield return Step.When(Objects.Registers(device.Number), $"{vanish}", () => device.InFlight == 0);
        device.IsGone = true;
    }

    private static IEnumerable<Step> Alien(Machine machine, KernelTask task, Call.Alien alien)
    {
        var device = machine.Devices[alien.Device];
        yield return Step.At(Objects.Registers(device.Number), $"{alien}");
        machine.Events.RegisterAccess(task, device.Number, true, Model.Abi.Registers.Command, 4, (uint)alien.Command);
        foreach (var step in machine.TransportCommand(task, device, (uint)alien.Command, canFail: false))
        {
            yield return step;
        }
    }

    private static IEnumerable<Step> Posted(Machine machine, KernelTask task, Call.Posted posted)
    {
        var device = machine.Devices[posted.Device];
        while (true)
        {
            yield return Step.When(Objects.Registers(device.Number), null, () => device.Posted.Count > 0
                || machine.Tasks.All(t => t is null || t == task || t.IsDone || t.IsDaemon));
            if (!device.Posted.TryPeek(out var channel))
            {
                yield break;
            }

            foreach (var step in machine.Perform(task, device, channel, canFail: true))
            {
                yield return step;
            }

            device.Posted.Dequeue();
            machine.Touched(task, Objects.Registers(device.Number));
        }
    }
}
