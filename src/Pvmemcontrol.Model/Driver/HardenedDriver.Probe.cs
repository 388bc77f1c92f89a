// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.GuestKernel;
using Pvmemcontrol.Model.State;
using Pvmemcontrol.Model.Steps;

namespace Pvmemcontrol.Model.Driver;

/// <content>probe and remove, one at a time under a mutex; and the hooks.</content>
public partial class HardenedDriver
{
    /// <inheritdoc/>
    public override void Probe(ProcedureBuilder p)
    {
        var unlock = p.NewLabel();
        var free = p.NewLabel();
        var letGo = p.NewLabel();
        var retract = p.NewLabel();
        Handshake.MapRegisters(p, Handshake.NoLine, Handshake.NoLine);
        p.Do("probe: mutex_lock", static (ref m) => m.MutexLock());
        RefuseSecond(p, unlock);
        Allocate(p, unlock, free);
        Connect(p, letGo);
        SendRequest(p, isForUser: false);
        p.Do("probe: -EIO unless INFO was answered, without an error and with a page size", (ref m) =>
        {
            m.Error = AcceptsInfo(m.AsReply(m.Local)) ? ErrorCode.Success : InfoError;
            m.CacheInfo(m.Instance, m.Error == ErrorCode.Success ? m.Local : BufferContents.Zero);
            m.GotoIfError(letGo);
        });
        Publish(p);
        p.Do("probe: misc_register", static (ref m) => m.MiscRegister(), Choices.MayFail);
        p.Do("probe: drvdata = dev; mutex_unlock, return 0", (ref m) =>
        {
            if (m.Error != ErrorCode.Success)
            {
                m.Goto(retract);
                return;
            }

            m.Owner = m.Instance;
            m.DriverData = m.Instance;
            m.MutexUnlock();
            m.Return();
        });
        p.Mark(retract);
        Retract(p);
        p.Mark(letGo);
        LetGoAndFree(p, onFailure: true);
        p.Mark(free);
        FreeDevice(p);
        p.Mark(unlock);
        p.Do("probe: mutex_unlock, returns the error", static (ref m) => m.MutexUnlock());
    }

    /// <inheritdoc/>
    public override void Remove(ProcedureBuilder p)
    {
        p.Do("remove: mutex_lock; dev = drvdata", static (ref m) =>
        {
            m.MutexLock();
            m.Instance = m.DriverData;
        });
        p.Do("remove: misc_deregister", static (ref m) => m.MiscDeregister());
        Retract(p);
        GiveBack(p);
        p.Do("remove: the next probe may have the driver", static (ref m) =>
        {
            m.ActsFor(m.Instance);
            m.Owner = -1;
        });
        LetGoAndFree(p, onFailure: false);
        FreeDevice(p);
        p.Do("remove: mutex_unlock", static (ref m) => m.MutexUnlock());
    }

    /// <inheritdoc/>
    public override void Shutdown(ProcedureBuilder p)
    {
        var end = p.NewLabel();
        p.Do("shutdown: dev = drvdata", (ref m) =>
        {
            m.Instance = m.DriverData;
            m.GotoIf(m.Instance < 0, end);
        });
        Retract(p);
        GiveBack(p);
        Disconnect(p, end);
        p.Mark(end);
        p.Do("shutdown: return");
    }

    /// <inheritdoc/>
    public override void Suspend(ProcedureBuilder p)
    {
        var end = p.NewLabel();
        p.Do("suspend: dev = drvdata; -EBUSY while something that it set lasts", (ref m) =>
        {
            m.Instance = m.DriverData;
            m.Error = m.Instance >= 0 && RefusesToSleep(ref m) ? ErrorCode.Busy : ErrorCode.Success;
            m.GotoIf(m.Instance < 0 || m.Error != ErrorCode.Success, end);
        });
        Retract(p);
        Disconnect(p, end);
        p.Mark(end);
        p.Do("suspend: return");
    }

    /// <inheritdoc/>
    public override void Resume(ProcedureBuilder p)
    {
        var end = p.NewLabel();
        p.Do("resume: dev = drvdata", (ref m) =>
        {
            m.Instance = m.DriverData;
            m.GotoIf(m.Instance < 0, end);
        });
        Connect(p, end);
        Publish(p);
        p.Mark(end);
        p.Do("resume: return");
    }

    /// <inheritdoc/>
    public override void ProbeInCrashKernel(ProcedureBuilder p) => p.Do(
        "probe: the handshake; in a crash kernel then MPROTECT_RW of all memory", static (ref m) => m.GiveBackAll());

    /// <inheritdoc/>
    public override void CpuGoesOffline(ProcedureBuilder p) =>
        p.Do("there is no CPU hot-plug callback: channels are those of every possible CPU");

    /// <summary>When hibernation is refused.</summary>
    protected virtual bool RefusesToSleep(ref StepContext m) => m.RemembersLasting;

    /// <summary>
    /// Gives the pages back that nobody could give back later: the driver is about to leave its device, or the kernel
    /// its memory.
    /// </summary>
    protected virtual void GiveBack(ProcedureBuilder p) => p.Do(
        "gives back: MPROTECT_RW of what is revoked", static (ref m) => m.GiveBackAll());

    /// <summary>A second device is refused before anything of the first is touched.</summary>
    protected virtual void RefuseSecond(ProcedureBuilder p, Label unlock) =>
        p.Do("probe: -EBUSY when the driver has a device", (ref m) =>
        {
            m.Error = m.Owner >= 0 ? ErrorCode.Busy : ErrorCode.Success;
            m.GotoIfError(unlock);
        });

    /// <summary>RESET, REGISTER for every possible CPU, READY.</summary>
    protected virtual void Connect(ProcedureBuilder p, Label failed) =>
        Handshake.Connect(p, Handshake.Lines.Unknown, failed);

    /// <summary>True when the answer to INFO is valid.</summary>
    protected virtual bool AcceptsInfo(in Reply reply) => StepContext.IsInfo(reply);

    /// <summary>What probe returns when it is not.</summary>
    protected virtual ErrorCode InfoError => ErrorCode.Broken;

    /// <summary>The alignment that the channels are allocated with: their size, so that none crosses a page.</summary>
    protected virtual bool IsAligned => true;

    /// <summary>Makes the device known to ioctls.</summary>
    protected virtual void Publish(ProcedureBuilder p)
    {
        p.Do("publish: down_write", static (ref m) => m.DownWrite());
        p.Do("publish: device = dev; up_write", static (ref m) =>
        {
            m.Global = m.Instance;
            m.UpWrite();
        });
    }

    /// <summary>No new ioctl finds the device, and those that use it have ended.</summary>
    protected virtual void Retract(ProcedureBuilder p)
    {
        p.Do("retract: down_write: waits for running ioctls", static (ref m) => m.DownWrite());
        p.Do("retract: device = NULL; up_write", static (ref m) =>
        {
            m.Global = -1;
            m.UpWrite();
        });
    }

    /// <summary>DISCONNECT; if it is not acknowledged, RESET. Goes to the label when either is acknowledged.</summary>
    protected static void Disconnect(ProcedureBuilder p, Label done)
    {
        p.Do("disconnect: writes DISCONNECT",
            static (ref m) => m.WriteCommand(m.Instance, TransportCommand.Disconnect), Choices.Command);
        p.Enter(StepRegion.Handshake);
        p.Do("disconnect: reads the answer", (ref m) => m.GotoIf(m.ReadsError(m.Instance), done));
        p.Leave(StepRegion.Handshake);
        p.Do("disconnect: writes RESET",
            static (ref m) => m.WriteCommand(m.Instance, TransportCommand.Reset), Choices.Command);
        p.Enter(StepRegion.Handshake);
        p.Do("disconnect: reads the answer", (ref m) => m.GotoIf(m.ReadsAck(m.Instance), done));
        p.Leave(StepRegion.Handshake);
    }

    /// <summary>Frees the channels if the device has acknowledged that it dropped them; else keeps them.</summary>
    /// <param name="p">Where to write it.</param>
    /// <param name="onFailure">True in a probe that failed.</param>
    protected virtual void LetGoAndFree(ProcedureBuilder p, bool onFailure)
    {
        var acknowledged = p.NewLabel();
        var end = p.NewLabel();
        Disconnect(p, acknowledged);
        p.Do("disconnect: no acknowledgement: the channels are kept for good, and counted", (ref m) =>
        {
            m.QuarantineChannels(m.Instance);
            m.Goto(end);
        });
        p.Mark(acknowledged);
        p.Do("frees the channels", static (ref m) => m.FreeChannels(m.Instance));
        p.Mark(end);
    }

    /// <summary>Frees the device structure.</summary>
    protected virtual void FreeDevice(ProcedureBuilder p) =>
        p.Do("frees the device", static (ref m) => m.FreeDevice(m.Instance));

    private void Allocate(ProcedureBuilder p, Label unlock, Label free)
    {
        p.Do("probe: allocates the device", (ref m) =>
        {
            m.MightSleep();
            m.Instance = m.ProbedInstance;
            m.Error = m.AllocateDevice(m.Instance) ? ErrorCode.Success : ErrorCode.NoMemory;
            m.GotoIfError(unlock);
        }, Choices.MayFail);
        p.Do("probe: allocates the channels, aligned to their size", (ref m) =>
        {
            m.MightSleep();
            m.Error = m.AllocateChannels(m.Instance, IsAligned) ? ErrorCode.Success : ErrorCode.NoMemory;
            m.GotoIfError(free);
        }, Choices.Channels);
    }
}
