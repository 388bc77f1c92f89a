// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.State;
using Pvmemcontrol.Model.Steps;

namespace Pvmemcontrol.Model.Driver;

/// <summary>
/// The driver as it should be: the calls of users. A rw_semaphore keeps the device while an ioctl uses it; requests
/// and replies are on the caller's stack; a local lock keeps the channel. Broken variants override one idea.
/// </summary>
public partial class HardenedDriver : GuestDriver
{
    /// <inheritdoc/>
    public override string Name => "hardened";

    /// <inheritdoc/>
    public override string Document => "hardened";

    /// <inheritdoc/>
    public override DriverState State => DriverState.Global | DriverState.Owner | DriverState.DriverData
        | DriverState.Misc | DriverState.BadChannels | DriverState.StackBuffer | DriverState.Semaphore
        | DriverState.Lasting;

    /// <inheritdoc/>
    public override void Open(ProcedureBuilder p)
    {
        p.Do("open: -EPERM without CAP_SYS_ADMIN, -EINVAL with O_EXCL", (ref m) =>
        {
            if (Admits((Call.Open)m.Call))
            {
                // Nothing is kept with a file, so that there is nothing to allocate and nothing to share.
                m.MakeFile(-1);
            }
        });
    }

    /// <inheritdoc/>
    public override void Release(ProcedureBuilder p) => p.Do("release: nothing is kept with a file");

    /// <inheritdoc/>
    public override void Ioctl(ProcedureBuilder p)
    {
        var unlock = p.NewLabel();
        CopyIn(p);
        LockDevice(p);
        p.Do("ioctl: -ENODEV without a device; INFO from the cache; -EINVAL for a range that holds a channel",
            (ref m) =>
        {
            m.Error = m.Global < 0 ? ErrorCode.NoDevice
                : RefusesRange(m.Kind) ? ErrorCode.Invalid
                : ErrorCode.Success;
            if (m.Error != ErrorCode.Success)
            {
                m.Goto(unlock);
            }
            else if (AnswersFromCache(m.Kind))
            {
                m.Local = m.CachedInfo(m.Global);
                m.Goto(unlock);
            }
            else
            {
                m.RememberLasting();
            }
        });
        SendRequest(p, isForUser: true);
        p.Mark(unlock);
        p.Do("ioctl: forgets a page that was given back; up_read; mutex_unlock after what lasts", (ref m) =>
        {
            if (m.Error == ErrorCode.Success)
            {
                m.ForgetWhatEnded();
            }

            m.UpRead();
            m.LastingUnlock();
            m.ReturnIfError();
        });
        p.Do("ioctl: copy_to_user from the stack, return 0", static (ref m) =>
        {
            m.MightSleep();
            m.ReturnReply(m.Local);
        });
    }

    /// <summary>Which opens are allowed.</summary>
    protected virtual bool Admits(Call.Open open) => open is { IsCapable: true, IsExclusive: false };

    /// <summary>Which arguments are refused before anything is copied.</summary>
    protected virtual bool RefusesArgument(RequestKind kind) =>
        kind is RequestKind.WrongNumber or RequestKind.BadPointer;

    /// <summary>Which requests are refused because of where they point.</summary>
    protected virtual bool RefusesRange(RequestKind kind) => kind == RequestKind.OwnChannel;

    /// <summary>Which requests need no device.</summary>
    protected virtual bool AnswersFromCache(RequestKind kind) => kind == RequestKind.Info;

    /// <summary>The lock that keeps the device from being removed.</summary>
    protected virtual void LockDevice(ProcedureBuilder p) => p.Do("ioctl: down_read", static (ref m) => m.DownRead());

    /// <summary>
    /// True when requests that last are made one at a time, so that what is remembered of them is what the host has.
    /// </summary>
    protected virtual bool OrdersLasting => true;

    /// <summary>Takes this CPU's channel, exclusively.</summary>
    protected virtual void LockChannel(ProcedureBuilder p, InstanceOf device) => p.Do(
        "send_request: local_lock; takes this CPU's channel", (ref m) => m.LocalLock(device(ref m)), Choices.Cpu);

    /// <summary>Releases the channel.</summary>
    protected virtual void UnlockChannel(ProcedureBuilder p) => p.Do("send_request: local_unlock", static (ref m) =>
    {
        m.LocalUnlock();
        m.DropChannel();
    });

    /// <summary>True when the driver takes the bytes for a reply to its request.</summary>
    protected virtual bool IsAnswered(int request, int reply) => reply != request;

    /// <summary>
    /// Fills the channel, writes its command, reads the reply. A request that comes back as it was sent was not
    /// answered: the error is -EIO, and the channel is not used any more, because the answer may still come.
    /// </summary>
    /// <param name="p">Where to write it.</param>
    /// <param name="isForUser">True for an ioctl, false for the INFO of probe.</param>
    protected void SendRequest(ProcedureBuilder p, bool isForUser)
    {
        var after = p.NewLabel();
        var unlock = p.NewLabel();
        LockChannel(p, isForUser ? static (ref m) => m.Global : static (ref m) => m.Instance);
        p.Do("send_request: fills the channel, unless a request on it went unanswered", (ref m) =>
        {
            m.Error = m.IsChannelBad ? ErrorCode.Broken : ErrorCode.Success;
            if (m.IsChannelBad)
            {
                m.Goto(unlock);
            }
            else
            {
                m.Fill(isForUser ? m.Local : BufferContents.InfoRequest, DriverRequirements.RemoveWaits);
            }
        });
        p.Enter(StepRegion.Request);
        p.Do("send_request: writes the channel's command",
            (ref m) => m.WriteChannelCommand(after, DriverRequirements.RemoveWaits));
        CallProcedures.Serve(p);
        p.Mark(after);
        p.Do("send_request: reads the reply; -EIO when it is the request", (ref m) =>
        {
            var request = isForUser ? m.OwnRequest : BufferContents.InfoRequest;
            m.Local = m.ReadReply(DriverRequirements.RemoveWaits);
            if (!IsAnswered(request, m.Local))
            {
                m.MarkChannelBad();
                m.Error = ErrorCode.Broken;
            }
        });
        p.Leave(StepRegion.Request);
        p.Mark(unlock);
        UnlockChannel(p);
    }

    private void CopyIn(ProcedureBuilder p) => p.Do(
        "ioctl: -ENOTTY, -EFAULT; copy_from_user to the stack; mutex_lock for what lasts", (ref m) =>
    {
        m.MightSleep();
        if (RefusesArgument(m.Kind))
        {
            m.ReturnError();
            return;
        }

        m.Local = m.OwnRequest;
        if (m.Lasts && OrdersLasting)
        {
            m.LastingLock();
        }
    });
}
