// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Driver;
using Pvmemcontrol.Model.Steps;

namespace Pvmemcontrol.Properties.Worlds.Broken;

/// <summary>Nothing waits for the ioctls that have the device.</summary>
[BrokenIn("ioctl-vs-remove", "PVMC-DRV-030")]
public sealed class DoesNotWait : HardenedDriver
{
    protected override void Retract(ProcedureBuilder p) =>
        p.Do("retract: device = NULL", static (ref m) => m.Global = -1);
}

/// <summary>The device structure stays after remove.</summary>
[BrokenIn("ioctl-vs-remove", "PVMC-DRV-024")]
public sealed class ForgetsTheDevice : HardenedDriver
{
    protected override void FreeDevice(ProcedureBuilder p) =>
        p.Do("keeps the device");
}

/// <summary>The channels are freed without regard to the device's answer.</summary>
[BrokenIn("disconnect-unacknowledged", "PVMC-DRV-032")]
public class FreesUnacknowledged : HardenedDriver
{
    protected override void LetGoAndFree(ProcedureBuilder p, bool onFailure)
    {
        var done = p.NewLabel();
        Disconnect(p, done);
        p.Mark(done);
        p.Do("frees the channels", static (ref m) => m.FreeChannels(m.Instance));
    }
}

/// <summary>The same; a late reply is written to memory that has another owner.</summary>
[BrokenIn("late-reply", "PVMC-SYS-001")]
public sealed class FreesBeforeTheReply : FreesUnacknowledged;

/// <summary>The device is freed twice.</summary>
[BrokenIn("ioctl-vs-remove", "PVMC-DRV-034")]
public sealed class FreesTwice : HardenedDriver
{
    protected override void FreeDevice(ProcedureBuilder p)
    {
        base.FreeDevice(p);
        base.FreeDevice(p);
    }
}

/// <summary>kexec finds the channels registered.</summary>
[BrokenIn("kexec-without-disconnect", "PVMC-DRV-036")]
public sealed class HasNoShutdown : HardenedDriver
{
    public override void Shutdown(ProcedureBuilder p) =>
        p.Do("there is no shutdown hook");
}

/// <summary>The commands from before hibernation are used after it.</summary>
[BrokenIn("hibernate-resume", "PVMC-DRV-037")]
public sealed class SleepsThroughHibernation : HardenedDriver
{
    public override void Suspend(ProcedureBuilder p) =>
        p.Do("there is no suspend hook");

    public override void Resume(ProcedureBuilder p) =>
        p.Do("there is no resume hook");
}

/// <summary>open takes the mutex that remove holds while it waits for open in misc_deregister.</summary>
[BrokenIn("misc-open-vs-deregister", "PVMC-SYS-007")]
public sealed class OpenTakesTheMutex : HardenedDriver
{
    public override void Open(ProcedureBuilder p)
    {
        p.Do("open: mutex_lock", static (ref m) => m.MutexLock());
        p.Inline(base.Open);
        p.Do("open: mutex_unlock", static (ref m) => m.MutexUnlock());
    }
}
