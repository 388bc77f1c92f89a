// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Driver;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>
/// Broken: open takes the lock that remove holds while it waits for running opens to leave the misc class.
/// </summary>
internal sealed class Sys007LockOrderInverted(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    private readonly object _order = new();

    public override int Open(OpenFile file)
    {
        lock (_order)
        {
            return base.Open(file);
        }
    }

    public override void Remove(IPciFunction function)
    {
        lock (_order)
        {
            base.Remove(function);
        }
    }
}
