// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Driver;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>Broken: the lock is dropped when the command was written, before the reply is read.</summary>
internal sealed class Drv009UnlocksBeforeReply(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override void ReadReply(DriverInstance device, PerCpuChannel channel, CallBuffer buffer)
    {
        Kernel.LocalUnlock(device.Channels.IndexOf(channel));
        base.ReadReply(device, channel, buffer);
    }

    protected override void UnlockChannel(int cpu)
    {
    }
}
