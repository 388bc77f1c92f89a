// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>A PCI function that may not be enabled or mapped.</summary>
internal sealed class LoggedFunction(
    string slot, IMmioDevice device, bool hasWrite64, DriverLog log, FaultScript script)
    : PciFunction(slot, device, hasWrite64)
{
    public override int Enable()
    {
        var choice = script.Next(1);
        log.Add(new DriverEvent.Enable(choice));
        return choice == 0 ? base.Enable() : -(int)Errno.ENODEV;
    }

    public override IRegisters? MapRegisters()
    {
        var choice = script.Next(1);
        log.Add(new DriverEvent.Map(choice));
        return choice == 0 ? base.MapRegisters() : null;
    }
}
