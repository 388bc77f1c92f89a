// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Concurrency.Vmms;
using Pvmemcontrol.Impl.Device;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>
/// Broken: vCPUs continue while the machine is saved. A command written meanwhile is performed there, and again where
/// the machine is restored.
/// </summary>
internal sealed class Sys004PerformsTwice(VmmStage stage) : Vmm(stage)
{
    public override void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        var device = Device;
        device.Write(offset, data);
        if (!ReferenceEquals(device, Device))
        {
            Device.Write(offset, data);
        }
    }

    internal override void Migrate()
    {
        Stage.CopyMemory();
        GoOn(((ISaveRestore)Device).Save());
    }
}
