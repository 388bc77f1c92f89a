// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>
/// Broken: it looks for the device before it takes the lock, and not again under it (compare line 155).
/// </summary>
internal sealed class Drv030UnlockedTestOnly(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override int CallWithDevice(CallBuffer buffer)
    {
        if (Device is not { } device)
        {
            return -(int)Errno.ENODEV;
        }

        LockDevice();
        try
        {
            return Call(device, buffer);
        }
        finally
        {
            UnlockDevice();
        }
    }
}
