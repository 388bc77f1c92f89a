// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>What the bus knows of a device, and what is managed for it.</summary>
internal static partial class PciCore
{
    /// <summary>Releases resources, the last first.</summary>
    internal static IEnumerable<Step> ReleaseAll(this Machine machine, KernelTask task,
        Stack<ManagedResource> managed)
    {
        while (managed.TryPop(out var resource))
        {
            if (resource.Release is { } release)
            {
                release(task);
            }
            else
            {
                yield return Step.Call(resource.Function, resource.Argument);
            }
        }
    }

    /// <summary>Releases what is managed for a device, the last first; its driver data is forgotten.</summary>
    private static IEnumerable<Step> ReleaseManaged(this Machine machine, KernelTask task, PciDevice device)
    {
        foreach (var step in machine.ReleaseAll(task, machine.Managed[device.Number]))
        {
            yield return step;
        }

        device.IsManaged = false;
        machine.Core.Write64(machine.AddressOf(device.Number) + machine.Core.Image.Offset("pci_dev.dev")
            + machine.Core.Image.Offset("device.driver_data"), 0);
    }

    private static ulong AddressOf(this Machine machine, int device) =>
        machine.Core.Image.Address("pci_devices") + ((ulong)device * machine.Core.Image.Offset("pci_dev"));

    /// <summary>Fills in struct pci_dev as the bus has found it.</summary>
    internal static void Enumerate(this Machine machine)
    {
        var image = machine.Core.Image;
        foreach (var device in machine.Devices)
        {
            var address = machine.AddressOf(device.Number);
            machine.Core.Write32(address + image.Offset("pci_dev.vendor"),
                PciIdentity.Vendor | ((uint)PciIdentity.Device << 16));
            var resource = address + image.Offset("pci_dev.resource");
            machine.Core.Write64(resource, BusAddress(device.Number));
            machine.Core.Write64(resource + 8, BusAddress(device.Number) + BarSize - 1);
            machine.Core.Write64(resource + 24, 0x200);
        }
    }

    /// <summary>The entry of the driver's id table that names the device; 0 if none does.</summary>
    internal static ulong MatchingId(this Machine machine)
    {
        var size = machine.Core.Image.Offset("pci_device_id");
        for (var id = machine.Member(machine.Driver, "pci_driver.id_table"); id != 0; id += size)
        {
            var (vendor, device) = (machine.Core.Read32(id), machine.Core.Read32(id + 4));
            if (vendor == 0)
            {
                return 0;
            }

            if (vendor is PciIdentity.Vendor or uint.MaxValue && device is PciIdentity.Device or uint.MaxValue)
            {
                return id;
            }
        }

        return 0;
    }
}
