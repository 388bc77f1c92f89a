// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>
/// A machine with the driver in it: real guest RAM, real devices, a kernel that records what happens.
/// </summary>
internal sealed class DriverRig : IDisposable
{
    internal DriverRig(DriverCase setup, Func<IGuestKernel, IMiscCore, HardenedDriver> make,
        Func<GuestMemory, IMmioDevice> makeDevice)
    {
        var script = new FaultScript(setup.Faults);
        Kernel = new LoggedKernel(Memory, Log, script, setup.Cpus);
        Misc = new LoggedMisc(Log, script);
        Driver = make(Kernel, Misc);
        Pci = new PciCore(Driver);
        Devices =
        [
            .. Enumerable.Range(0, setup.Devices).Select(i =>
                new LoggedDevice(i, makeDevice(Memory), Memory, Log, script)),
        ];
        Functions =
        [
            .. Devices.Select((device, i) =>
                new LoggedFunction($"0000:00:0{i + 4}.0", device, setup.HasWrite64, Log, script)),
        ];
    }

    internal GuestMemory Memory { get; } = new(DriverRam.Layout);

    internal DriverLog Log { get; } = new();

    internal LoggedKernel Kernel { get; }

    internal LoggedMisc Misc { get; }

    internal HardenedDriver Driver { get; }

    internal PciCore Pci { get; }

    internal ImmutableArray<LoggedDevice> Devices { get; }

    internal ImmutableArray<LoggedFunction> Functions { get; }

    public void Dispose()
    {
        foreach (var device in Devices)
        {
            device.Dispose();
        }

        Memory.Dispose();
    }
}
