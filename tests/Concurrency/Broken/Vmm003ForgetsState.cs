// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Concurrency.Vmms;
using Pvmemcontrol.Impl.Device;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>Broken: the machine continues with a device in its initial state.</summary>
internal sealed class Vmm003ForgetsState(VmmStage stage) : Vmm(stage)
{
    protected override void Restore(ISaveRestore device, byte[] state)
    {
    }
}
