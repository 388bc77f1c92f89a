// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Driver;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>
/// Broken, as version 4 is: an answer to DISCONNECT that is missing is reported, and the channels freed all the same
/// (line 435).
/// </summary>
internal sealed class Drv032FreesUnacknowledged(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override void LetGoAndFree(DriverInstance device, bool onFailure)
    {
        _ = Disconnect(device);
        FreeChannels(device);
    }
}
