// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Driver;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>
/// Broken, as version 4 is: a missing answer to DISCONNECT is only logged, and the channels are freed anyway (line
/// 435).
/// </summary>
internal sealed class Drv032FreesUnacknowledged(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override void LetGoAndFree(DriverInstance device, bool onFailure)
    {
        _ = Disconnect(device);
        FreeChannels(device);
    }
}
