// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Driver;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>Broken, as version 5 is: ioctls take no lock, so that nothing in remove waits for them.</summary>
internal sealed class Drv030V5Remove(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override void LockDevice()
    {
    }

    protected override void UnlockDevice()
    {
    }
}
