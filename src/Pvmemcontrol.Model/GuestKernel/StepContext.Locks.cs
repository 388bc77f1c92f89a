// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.GuestKernel;

/// <content>
/// Locks. A lock that is held blocks the step that takes it. Fairness among waiters is not modelled: any
/// of them may take it next.
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
    public void ReadLock()
    {
        BlockUnless(Layout.Writer.Get(_state) == 0 && EnterSpin());
        SetReader(true);
    }

    /// <summary>read_unlock().</summary>
    public void ReadUnlock()
    {
        SetReader(false);
        LeaveSpin();
    }

    /// <summary>write_lock().</summary>
    public void WriteLock()
    {
        BlockUnless(IsFree && EnterSpin());
        SetWriter(Self);
    }

    /// <summary>write_unlock().</summary>
    public void WriteUnlock()
    {
        SetWriter(0);
        LeaveSpin();
    }

    /// <summary>down_read(): sleeps.</summary>
    public void DownRead()
    {
        MightSleep();
        BlockUnless(Layout.Writer.Get(_state) == 0);
        SetReader(true);
    }

    /// <summary>up_read().</summary>
    public void UpRead() => SetReader(false);

    /// <summary>down_write(): sleeps.</summary>
    public void DownWrite()
    {
        MightSleep();
        BlockUnless(IsFree);
        SetWriter(Self);
    }

    /// <summary>up_write().</summary>
    public void UpWrite() => SetWriter(0);

    /// <summary>mutex_lock() of the driver's own mutex.</summary>
    public void MutexLock() => LockSleeping(Layout.Mutex);

    /// <summary>mutex_unlock() of the driver's own mutex.</summary>
    public void MutexUnlock() => Layout.Mutex.Set(ref _state, 0);

    /// <summary>mutex_lock(&amp;misc_mtx).</summary>
    public void MiscLock() => LockSleeping(Layout.MiscMutex);

    /// <summary>mutex_unlock(&amp;misc_mtx).</summary>
    public void MiscUnlock() => Layout.MiscMutex.Set(ref _state, 0);

    /// <summary>
    /// local_lock(): preempt_disable(), and on PREEMPT_RT a sleeping lock of this CPU that forbids migration. Takes
    /// the channel of this CPU.
    /// </summary>
    public void LocalLock(int instance)
    {
        if (_states.Setup.IsRealTime)
        {
            LocalLockSleeping(instance);
        }
        else if (TryPreemptDisable())
        {
            TakeChannel(instance, CurrentCpu);
        }
        else
        {
            Block();
        }
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
            PreemptEnable();
        }
    }

    private bool IsFree => Layout.Writer.Get(_state) == 0 && Layout.Readers.Get(_state) == 0;

    private void LocalLockSleeping(int instance)
    {
        MightSleep();
        var place = PlaceOf(BufferOf(instance, _choice));
        BlockUnless(Layout.ChannelLock[place].Get(_state) == 0 && Pin(isExclusive: false));
        Layout.ChannelLock[place].Set(ref _state, Self);
        TakeChannel(instance, _choice);
    }

    private void LockSleeping(BitField holder)
    {
        MightSleep();
        BlockUnless(holder.Get(_state) == 0);
        holder.Set(ref _state, Self);
    }

    private bool EnterSpin()
    {
        if (_states.Setup.IsRealTime)
        {
            MightSleep();
            return Pin(isExclusive: false);
        }

        return TryPreemptDisable();
    }

    private void LeaveSpin()
    {
        if (_states.Setup.IsRealTime)
        {
            Unpin();
        }
        else
        {
            PreemptEnable();
        }
    }

    private void SetReader(bool isReader)
    {
        var readers = Layout.Readers.Get(_state);
        Layout.Readers.Set(ref _state, isReader ? readers | (1 << _actor) : readers & ~(1 << _actor));
    }

    private void SetWriter(int writer) => Layout.Writer.Set(ref _state, writer);
}
