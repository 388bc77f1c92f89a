// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Driver.Broken;

/// <summary>The device structure stays after remove.</summary>
[Breaks("PVMC-DRV-024")]
internal sealed class ForgetsTheDevice(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override void FreeDevice(DriverInstance device)
    {
        // It has done its work.
    }
}

/// <summary>ioctls still find a device that was removed.</summary>
[Breaks("PVMC-DRV-031")]
internal sealed class KeepsThePointer(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override void Retract()
    {
        // Leaves the channels as they are.
    }
}

/// <summary>The channels are freed without regard to the device's answer.</summary>
[Breaks("PVMC-DRV-032")]
internal sealed class FreesUnacknowledged(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override void LetGoAndFree(DriverInstance device, bool onFailure)
    {
        Disconnect(device);
        FreeChannels(device);
    }
}

/// <summary>The channels are freed before DISCONNECT is written.</summary>
[Breaks("PVMC-DRV-032")]
internal sealed class FreesBeforeDisconnect(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override void LetGoAndFree(DriverInstance device, bool onFailure)
    {
        FreeChannels(device);
        Disconnect(device);
    }
}

/// <summary>The device is freed twice.</summary>
[Breaks("PVMC-DRV-034")]
internal sealed class FreesTwice(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override void FreeDevice(DriverInstance device)
    {
        base.FreeDevice(device);
        base.FreeDevice(device);
    }
}

/// <summary>kexec finds the channels registered.</summary>
[Breaks("PVMC-DRV-036")]
internal sealed class HasNoShutdown(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    public override void Shutdown(IPciFunction function)
    {
        // There is no hook.
    }
}

/// <summary>The commands from before hibernation are used after it.</summary>
[Breaks("PVMC-DRV-037")]
internal sealed class SleepsThroughHibernation(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    public override int Suspend(IPciFunction function) => 0;

    public override int Resume(IPciFunction function) => 0;
}

/// <summary>The image is written over revoked pages.</summary>
[Breaks("PVMC-DRV-040")]
internal sealed class SleepsOverRevokedPages(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override bool RefusesToSleep() => !Lasting.IsSwappedAndDumped;
}

/// <summary>What was revoked in several requests is given back in one, or not at all.</summary>
[Breaks("PVMC-DRV-040")]
internal sealed class GivesBackAtOnce(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override void GiveBack(DriverInstance device, ulong address, ulong length) =>
        Send(device, MakeAccessible(address, length));
}

/// <summary>The next kernel finds pages revoked.</summary>
[Breaks("PVMC-DRV-041")]
internal sealed class HandsRevokedPagesOver(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override void GiveBack(DriverInstance device)
    {
        // Nothing is given back.
    }
}

/// <summary>Locks are gone after hibernation.</summary>
[Breaks("PVMC-DRV-042")]
internal sealed class ForgetsLocks(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override bool RefusesToSleep() => !Lasting.Revoked.IsEmpty;
}
