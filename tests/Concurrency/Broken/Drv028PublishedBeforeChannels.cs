// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Driver;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>Broken: ioctls find the device while its handshake has not begun.</summary>
internal sealed class Drv028PublishedBeforeChannels(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override int Connect(DriverInstance device)
    {
        Publish(device);
        return base.Connect(device);
    }

    protected override void Publish(DriverInstance device) => Device = device;
}
