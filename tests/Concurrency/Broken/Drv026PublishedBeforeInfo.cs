// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Driver;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>Broken: ioctls find the device while INFO has not been asked.</summary>
internal sealed class Drv026PublishedBeforeInfo(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override int Connect(DriverInstance device)
    {
        var error = base.Connect(device);
        Publish(device);
        return error;
    }

    protected override void Publish(DriverInstance device) => Device = device;
}
