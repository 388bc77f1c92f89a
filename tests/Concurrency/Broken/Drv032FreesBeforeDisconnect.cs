// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Driver;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>Broken: the channels are freed before DISCONNECT is written.</summary>
internal sealed class Drv032FreesBeforeDisconnect(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override void LetGoAndFree(DriverInstance device, bool onFailure)
    {
        FreeChannels(device);
        Disconnect(device);
    }
}
