// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.GuestKernel;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.State;
using Pvmemcontrol.Model.Steps;

namespace Pvmemcontrol.Model.Driver;

/// <summary>
/// The driver of the patch, version 4, step by step: the calls of users. Reading its files beside pvmemcontrol.c is
/// meant; local tests that nobody else can see are part of the step that they follow.
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
            m.MaySleep();
            if (!m.Succeeds(out var isPossible))
            {
                return isPossible ? Flow.Return : Flow.Blocked;
            }

            m.MakeFile(-1);
            return Flow.Next;
        }, Choices.MayFail);
        p.Do(216, "return 0", static (ref m) => Flow.Return);
    }

    /// <inheritdoc/>
    public override void Release(ProcedureBuilder p) => p.Do(Line(221), "kfree of the file's buffer", static (ref m) =>
    {
        m.FreeFileBuffer();
        return Flow.Return;
    });

    /// <inheritdoc/>
    public override void Ioctl(ProcedureBuilder p)
    {
        var unlock = p.NewLabel();
        var copyOut = p.NewLabel();
        CopyIn(p);
        p.Do(151, "if (!pvmemcontrol) return -EINVAL, without the lock", static (ref m) =>
            m.Global < 0 ? m.Fail() : Flow.Next);
        p.Do(154, "read_lock", static (ref m) => m.ReadSpin(), Choices.Cpu);
        p.Do(155, "tests pvmemcontrol again, under the lock", (ref m) =>
        {
            m.Error = m.Global < 0 ? ErrorCode.Invalid : ErrorCode.Success;
            return Flow.If(m.Global < 0, unlock);
        });
        p.Do(159, "if INFO: copies the cached answer into the file's buffer", (ref m) =>
        {
            if (m.Kind != RequestKind.Info)
            {
                return Flow.Next;
            }

            m.FileContent = m.CachedInfo(m.Global);
            return Flow.To(unlock);
        });
        SendRequest(p, static (ref m) => m.Global, isForUser: true);
        p.Mark(unlock);
        p.Do(168, "read_unlock", (ref m) =>
        {
            m.ReadSpinUnlock();
            return m.Error == ErrorCode.Success ? Flow.To(copyOut) : m.Fail();
        });
        p.Mark(copyOut);
        p.Do(243, "copy_to_user of the file's buffer, return 0", static (ref m) =>
        {
            m.MaySleep();
            return m.Succeed(m.FileContent);
        });
    }

    /// <inheritdoc/>
    public override void Shutdown(ProcedureBuilder p) => NoHook(p, "shutdown");

    /// <inheritdoc/>
    public override void Suspend(ProcedureBuilder p) => NoHook(p, "suspend");

    /// <inheritdoc/>
    public override void Resume(ProcedureBuilder p) => NoHook(p, "resume");

    /// <summary>The tests at the beginning of open.</summary>
    protected virtual void CheckCaller(ProcedureBuilder p)
    {
        p.Do(Line(203), "if (!capable(CAP_SYS_ADMIN)) return -EACCES; if O_EXCL return -EINVAL", static (ref m) =>
            m.Call is Call.Open { IsCapable: true, IsExclusive: false } ? Flow.Next : Flow.Return);
    }

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
            return Flow.Next;
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

            return Flow.Next;
        });
        p.Leave(StepRegion.Request);
        EnablePreemption(p);
    }

    /// <summary>preempt_disable of pvmemcontrol_send_request.</summary>
    protected virtual void DisablePreemption(ProcedureBuilder p) =>
        p.Do(Line(137), "preempt_disable", static (ref m) => m.DisablePreemption(), Choices.Cpu);

    /// <summary>preempt_enable of pvmemcontrol_send_request.</summary>
    protected virtual void EnablePreemption(ProcedureBuilder p) =>
        p.Do(Line(144), "preempt_enable", static (ref m) =>
        {
            m.EnablePreemption();
            return Flow.Next;
        });

    /// <summary>What it is to use channels that are not there.</summary>
    protected virtual Requirement Freed(ref StepContext m) => DriverRequirements.RemoveWaits;

    /// <summary>The line of a step that variants share, in their own document; 0 where it is not known.</summary>
    protected virtual int Line(int line) => line;

    private static void CopyIn(ProcedureBuilder p)
    {
        p.Do(235, "copy_from_user into the file's buffer", static (ref m) =>
        {
            m.MaySleep();
            if (m.Kind is RequestKind.WrongNumber or RequestKind.BadPointer)
            {
                return m.Fail();
            }

            m.FileContent = m.OwnRequest;
            return Flow.Next;
        });
    }

    private void NoHook(ProcedureBuilder p, string hook) =>
        p.Do(Line(449), $"there is no {hook} hook", static (ref m) => Flow.Return);
}
