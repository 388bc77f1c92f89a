// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Driver;

/// <content>Revoked pages are given back.</content>
public partial class HardenedDriver
{
    /// <summary>
    /// MPROTECT_RW of what is revoked. No ioctl finds the device any more. In a range whose request failed, the device
    /// goes as far as it did then, which undoes what was done.
    /// </summary>
    protected virtual void GiveBack(DriverInstance device)
    {
        foreach (var (address, length) in Lasting.Revoked.Joined)
        {
            GiveBack(device, address, length);
        }

        foreach (var (address, length) in Lasting.Revoked.Apart)
        {
            if (Send(device, MakeAccessible(address, length)) == 0)
            {
                Lasting.Revoked.RemoveApart(address, length);
            }
        }
    }

    /// <summary>
    /// Gives back pages that were revoked in several requests, and may be too many for one: a device may refuse what
    /// spans two regions of memory. Fewer pages then; more again after those.
    /// </summary>
    protected virtual void GiveBack(DriverInstance device, ulong address, ulong length)
    {
        for (var step = length; length > 0;)
        {
            step = Math.Min(step, length);
            var buffer = MakeAccessible(address, step);
            if (Send(device, buffer) != 0)
            {
                // It does not answer any more.
                return;
            }

            var isDone = buffer.Reply is { Errno: 0, Code: 0 };
            if (!isDone && step > device.PageSize)
            {
                step = ((step / 2) + device.PageSize - 1) & ~(device.PageSize - 1);
                continue;
            }

            (address, length) = (address + step, length - step);
            step = isDone ? step * 2 : step;
        }
    }

    /// <summary>MPROTECT_RW of a range.</summary>
    protected static CallBuffer MakeAccessible(ulong address, ulong length) =>
        new() { Request = new Request(FunctionCode.MProtectRW, address, length) };
}
