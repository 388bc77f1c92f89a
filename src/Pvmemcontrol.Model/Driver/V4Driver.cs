// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.GuestKernel;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.State;
using Pvmemcontrol.Model.Steps;

namespace Pvmemcontrol.Model.Driver;

/// <summary>
/// The driver of the patch, version 4, step by step: the calls of users. Its files are
/// meant to be read beside pvmemcontrol.c. A test of local variables is part of the step before it.
/// </summary>
public partial class V4Driver : GuestDriver
{
    /// <inheritdoc/>
    public override string Name => "v4";

    /// <inheritdoc/>
    public override string Document => "pvmemcontrol.c";

    /// <inheritdoc/>
    public override DriverState State => DriverState.Global | DriverState.Misc | DriverState.FileBuffer
        | DriverState.InfoBuffer | DriverState.SpinLock;

    /// <inheritdoc/>
    public override void Open(ProcedureBuilder p)
    {
        CheckCaller(p);
        p.Do(210, "kzalloc of the file's buffer", static (ref m) =>
        {
            m.MightSleep();
            if (m.Succeeds())
            {
                m.MakeFile(-1);
            }
            else
            {
                m.Return();
            }
        }, Choices.MayFail);
        p.Do(216, "return 0");
    }

    /// <inheritdoc/>
    public override void Release(ProcedureBuilder p) =>
        p.Do(Line(221), "kfree of the file's buffer", static (ref m) => m.FreeFileBuffer());

    /// <inheritdoc/>
    public override void Ioctl(ProcedureBuilder p)
    {
        var unlock = p.NewLabel();
        CopyIn(p);
        p.Do(151, "if (!pvmemcontrol) return -EINVAL, without the lock",
            static (ref m) => m.ReturnErrorIf(m.Global < 0));
        p.Do(154, "read_lock", static (ref m) => m.ReadLock(), Choices.Cpu);
        p.Do(155, "tests pvmemcontrol again, under the lock", (ref m) =>
        {
            m.Error = m.Global < 0 ? ErrorCode.Invalid : ErrorCode.Success;
            m.GotoIfError(unlock);
        });
        p.Do(159, "if INFO: copies the cached answer into the file's buffer", (ref m) =>
        {
            if (m.Kind == RequestKind.Info)
            {
                m.FileContent = m.CachedInfo(m.Global);
                m.Goto(unlock);
            }
        });
        SendRequest(p, static (ref m) => m.Global, isForUser: true);
        p.Mark(unlock);
        p.Do(168, "read_unlock", static (ref m) =>
        {
            m.ReadUnlock();
            m.ReturnIfError();
        });
        p.Do(243, "copy_to_user of the file's buffer, return 0", static (ref m) =>
        {
            m.MightSleep();
            m.ReturnReply(m.FileContent);
        });
    }

    /// <inheritdoc/>
    public override void Shutdown(ProcedureBuilder p) => NoHook(p, "shutdown");

    /// <inheritdoc/>
    public override void Suspend(ProcedureBuilder p) => NoHook(p, "suspend");

    /// <inheritdoc/>
    public override void Resume(ProcedureBuilder p) => NoHook(p, "resume");

    /// <inheritdoc/>
    public override void ProbeInCrashKernel(ProcedureBuilder p) =>
        p.Do(Line(401), "probe: as in any kernel, nothing is given back");

    /// <inheritdoc/>
    public override void CpuGoesOffline(ProcedureBuilder p) => NoHook(p, "CPU hot-plug");

    /// <summary>The checks at the beginning of open.</summary>
    protected virtual void CheckCaller(ProcedureBuilder p) =>
        p.Do(Line(203), "if (!capable(CAP_SYS_ADMIN)) return -EACCES; if O_EXCL return -EINVAL",
            static (ref m) => m.ReturnIf(m.Call is not Call.Open { IsCapable: true, IsExclusive: false }));

    /// <summary>
    /// pvmemcontrol_send_request: preemption is off from the choice of the channel until the reply was read.
    /// </summary>
    /// <param name="p">Where to write it.</param>
    /// <param name="device">The instance whose channels are used.</param>
    /// <param name="isForUser">True for the file's buffer, false for the one of probe.</param>
    protected virtual void SendRequest(ProcedureBuilder p, InstanceOf device, bool isForUser)
    {
        var after = p.NewLabel();
        DisablePreemption(p);
        p.Do(Line(140), "this_cpu_ptr; fills this CPU's channel with the request", (ref m) =>
        {
            m.TakeChannel(device(ref m), m.CurrentCpu);
            m.Fill(isForUser ? m.FileContent : BufferContents.InfoRequest, Freed(ref m));
        });
        p.Enter(StepRegion.Request);
        p.Do(Line(141), "writes the channel's command", (ref m) => m.WriteChannelCommand(after, Freed(ref m)));
        CallProcedures.Serve(p);
        p.Mark(after);
        p.Do(Line(142), "reads the reply from the channel", (ref m) =>
        {
            var reply = m.ReadReply(Freed(ref m));
            m.DropChannel();
            if (isForUser)
            {
                m.FileContent = reply;
            }
            else
            {
                m.Local = reply;
            }
        });
        p.Leave(StepRegion.Request);
        EnablePreemption(p);
    }

    /// <summary>preempt_disable of pvmemcontrol_send_request.</summary>
    protected virtual void DisablePreemption(ProcedureBuilder p) =>
        p.Do(Line(137), "preempt_disable", static (ref m) => m.PreemptDisable(), Choices.Cpu);

    /// <summary>preempt_enable of pvmemcontrol_send_request.</summary>
    protected virtual void EnablePreemption(ProcedureBuilder p) =>
        p.Do(Line(144), "preempt_enable", static (ref m) => m.PreemptEnable());

    /// <summary>What a use of channels that are not allocated violates.</summary>
    protected virtual Requirement Freed(ref StepContext m) => DriverRequirements.RemoveWaits;

    /// <summary>The line of a step that variants share, in their own document; 0 where it is not known.</summary>
    protected virtual int Line(int line) => line;

    private static void CopyIn(ProcedureBuilder p)
    {
        p.Do(235, "copy_from_user into the file's buffer", static (ref m) =>
        {
            m.MightSleep();
            if (m.Kind is RequestKind.WrongNumber or RequestKind.BadPointer)
            {
                m.ReturnError();
            }
            else
            {
                m.FileContent = m.OwnRequest;
            }
        });
    }

    private void NoHook(ProcedureBuilder p, string hook) =>
        p.Do(Line(449), $"there is no {hook} hook");
}
