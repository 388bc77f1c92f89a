// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Driver;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>Broken: it locks one CPU's channel, is migrated, and uses that of the CPU where it is then.</summary>
internal sealed class Drv009MigratesInTheMiddle(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    [ThreadStatic]
    private static int _locked;

    protected override int LockChannel()
    {
        _locked = base.LockChannel();
        return Kernel.CurrentCpu;
    }

    protected override void UnlockChannel(int cpu) => base.UnlockChannel(_locked);
}
