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

    private bool IsReader
    {
        get
        {
            _footprint?.Read(OwnReader);
            return (Layout.Readers.Get(_state) & (1 << _actor)) != 0;
        }
    }

    private CellSet OwnReader => Layout.Readers.CellsOf(1 << _actor);

    private bool HoldsPinningLock
    {
        get
        {
            if ((_states.Driver & DriverState.SpinLock) == 0)
            {
                return IsChannelLocked;
            }

            return IsReader || Get(Layout.Writer) == Self;
        }
    }

    private bool IsChannelLocked => Get(Layout.Channel[_actor]) is > 0 and var channel
        && Get(Layout.ChannelLock[PlaceOf(channel - 1)]) == Self;

    /// <summary>read_lock(): spins with preemption off; on PREEMPT_RT sleeps and only forbids migration.</summary>
    public void ReadLock()
    {
        BlockUnless(IsFree(Layout.Writer) && EnterSpin());
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
        BlockUnless(HasNeither && EnterSpin());
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
        BlockUnless(IsFree(Layout.Writer));
        SetReader(true);
    }

    /// <summary>up_read().</summary>
    public void UpRead() => SetReader(false);

    /// <summary>down_write(): sleeps.</summary>
    public void DownWrite()
    {
        MightSleep();
        BlockUnless(HasNeither);
        SetWriter(Self);
    }

    /// <summary>up_write().</summary>
    public void UpWrite() => SetWriter(0);

    /// <summary>mutex_lock() of the driver's own mutex.</summary>
    public void MutexLock() => LockSleeping(Layout.Mutex);

    /// <summary>mutex_unlock() of the driver's own mutex.</summary>
    public void MutexUnlock() => Set(Layout.Mutex, 0);

    /// <summary>mutex_lock(&amp;misc_mtx).</summary>
    public void MiscLock() => LockSleeping(Layout.MiscMutex);

    /// <summary>mutex_unlock(&amp;misc_mtx).</summary>
    public void MiscUnlock() => Set(Layout.MiscMutex, 0);

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
            Set(Layout.ChannelLock[PlaceOf(Channel)], 0);
            Unpin();
        }
        else
        {
            PreemptEnable();
        }
    }

    private bool HasNeither => IsFree(Layout.Writer) && IsFree(Layout.Readers);

    private void LocalLockSleeping(int instance)
    {
        MightSleep();
        var place = PlaceOf(BufferOf(instance, _choice));
        BlockUnless(IsFree(Layout.ChannelLock[place]) && Pin(isExclusive: false));
        Set(Layout.ChannelLock[place], Self);
        TakeChannel(instance, _choice);
    }

    private void LockSleeping(in BitField holder)
    {
        MightSleep();
        BlockUnless(IsFree(holder));
        Set(holder, Self);
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
        _footprint?.Set(OwnReader, isReader ? 0 : 1, isReader ? 1 : 0);
        Layout.Readers.Set(ref _state, isReader ? readers | (1 << _actor) : readers & ~(1 << _actor));
    }

    private void SetWriter(int writer) => Set(Layout.Writer, writer);
}
