// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Concurrency.Vmms;
using Pvmemcontrol.Impl.Device;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>Broken: guest RAM is copied while vCPUs are in the device, and then the device is saved.</summary>
internal sealed class Vmm008SaveDoesNotWait(VmmStage stage) : Vmm(stage)
{
    internal override void Migrate()
    {
        Stage.CopyMemory();
        var state = ((ISaveRestore)Device).Save();
        GoOn(state);
    }
}
