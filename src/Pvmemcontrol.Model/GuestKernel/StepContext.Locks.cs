// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.GuestKernel;

/// <content>
/// Locks. A lock that is held blocks the step that takes it. Fairness among waiters is not modelled: whoever can go
/// on may.
/// </content>
public readonly ref partial struct StepContext
{
    private int Self => _actor + 1;

    private bool IsReader => (Layout.Readers.Get(_state) & (1 << _actor)) != 0;

    private bool HoldsPinningLock
    {
        get
        {
            if ((_states.Driver & DriverState.SpinLock) == 0)
            {
                return IsChannelLocked;
            }

            return IsReader || Layout.Writer.Get(_state) == Self;
        }
    }

    private bool IsChannelLocked => Layout.Channel[_actor].Get(_state) is > 0 and var channel
        && Layout.ChannelLock[PlaceOf(channel - 1)].Get(_state) == Self;

    /// <summary>read_lock(): spins with preemption off; on PREEMPT_RT sleeps and only forbids migration.</summary>
    public Flow ReadSpin() => Layout.Writer.Get(_state) == 0 && EnterSpin() && SetReader(true)
        ? Flow.Next : Flow.Blocked;

    /// <summary>read_unlock().</summary>
    public void ReadSpinUnlock()
    {
        SetReader(false);
        LeaveSpin();
    }

    /// <summary>write_lock().</summary>
    public Flow WriteSpin() =>
        Layout.Writer.Get(_state) == 0 && Layout.Readers.Get(_state) == 0 && EnterSpin() && SetWriter(Self)
            ? Flow.Next : Flow.Blocked;

    /// <summary>write_unlock().</summary>
    public void WriteSpinUnlock()
    {
        SetWriter(0);
        LeaveSpin();
    }

    /// <summary>down_read(): sleeps.</summary>
    public Flow DownRead()
    {
        MaySleep();
        return Layout.Writer.Get(_state) == 0 && SetReader(true) ? Flow.Next : Flow.Blocked;
    }

    /// <summary>up_read().</summary>
    public void UpRead() => SetReader(false);

    /// <summary>down_write(): sleeps.</summary>
    public Flow DownWrite()
    {
        MaySleep();
        return Layout.Writer.Get(_state) == 0 && Layout.Readers.Get(_state) == 0 && SetWriter(Self)
            ? Flow.Next : Flow.Blocked;
    }

    /// <summary>up_write().</summary>
    public void UpWrite() => SetWriter(0);

    /// <summary>mutex_lock() of the driver's own mutex.</summary>
    public Flow LockMutex() => LockSleeping(Layout.Mutex);

    /// <summary>mutex_unlock() of the driver's own mutex.</summary>
    public void UnlockMutex() => Layout.Mutex.Set(ref _state, 0);

    /// <summary>mutex_lock(&amp;misc_mtx).</summary>
    public Flow LockMisc() => LockSleeping(Layout.MiscMutex);

    /// <summary>mutex_unlock(&amp;misc_mtx).</summary>
    public void UnlockMisc() => Layout.MiscMutex.Set(ref _state, 0);

    /// <summary>
    /// local_lock(): preempt_disable(), and on PREEMPT_RT a sleeping lock of this CPU that forbids migration. Takes
    /// the channel of this CPU.
    /// </summary>
    public Flow LocalLock(int instance)
    {
        if (!_states.Setup.IsRealTime)
        {
            var flow = DisablePreemption();
            if (flow.IsNext)
            {
                TakeChannel(instance, CurrentCpu);
            }

            return flow;
        }

        MaySleep();
        var place = PlaceOf(BufferOf(instance, _choice));
        if (Layout.ChannelLock[place].Get(_state) != 0 || !Pin(isExclusive: false))
        {
            return Flow.Blocked;
        }

        Layout.ChannelLock[place].Set(ref _state, Self);
        TakeChannel(instance, _choice);
        return Flow.Next;
    }

    /// <summary>local_unlock().</summary>
    public void LocalUnlock()
    {
        if (_states.Setup.IsRealTime)
        {
            Layout.ChannelLock[PlaceOf(Channel)].Set(ref _state, 0);
            Unpin();
        }
        else
        {
            EnablePreemption();
        }
    }

    private Flow LockSleeping(BitField holder)
    {
        MaySleep();
        if (holder.Get(_state) != 0)
        {
            return Flow.Blocked;
        }

        holder.Set(ref _state, Self);
        return Flow.Next;
    }

    private bool EnterSpin()
    {
        if (_states.Setup.IsRealTime)
        {
            MaySleep();
            return Pin(isExclusive: false);
        }

        return DisablePreemption().IsNext;
    }

    private void LeaveSpin()
    {
        if (_states.Setup.IsRealTime)
        {
            Unpin();
        }
        else
        {
            EnablePreemption();
        }
    }

    private bool SetReader(bool isReader)
    {
        var readers = Layout.Readers.Get(_state);
        Layout.Readers.Set(ref _state, isReader ? readers | (1 << _actor) : readers & ~(1 << _actor));
        return true;
    }

    private bool SetWriter(int writer)
    {
        Layout.Writer.Set(ref _state, writer);
        return true;
    }
}
