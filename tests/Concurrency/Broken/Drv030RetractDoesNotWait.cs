// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Driver;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>
/// Broken: remove takes the device away from ioctls that come, and does not wait for those that have it.
/// </summary>
internal sealed class Drv030RetractDoesNotWait(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override void Retract() => Device = null;
}
