// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Driver;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>Broken: no lock protects the request; every task on a CPU uses its channel.</summary>
internal sealed class Drv009NoChannelLock(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override int LockChannel() => Kernel.CurrentCpu;

    protected override void UnlockChannel(int cpu)
    {
    }
}
