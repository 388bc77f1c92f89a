// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.GuestKernel;

/// <content>CPUs and preemption.</content>
public readonly ref partial struct StepContext
{
    /// <summary>The CPU that the task is on and cannot leave.</summary>
    /// <exception cref="InvalidOperationException">It may leave it at any time.</exception>
    public int CurrentCpu => Layout.Cpu[_actor].Get(_state) is > 0 and var cpu
        ? cpu - 1
        : throw new InvalidOperationException("asks for its CPU while it may migrate");

    private bool IsPinned => Layout.Cpu[_actor].Get(_state) != 0;

    /// <summary>preempt_disable(): the task keeps its CPU, and has it to itself. Nests.</summary>
    public void PreemptDisable() => BlockUnless(TryPreemptDisable());

    /// <summary>preempt_enable().</summary>
    public void PreemptEnable()
    {
        if (Layout.IsPinnedAlone)
        {
            Layout.Cpu[_actor].Set(ref _state, 0);
        }
        else
        {
            Layout.Preempt[_actor].Set(ref _state, Layout.PreemptionOf(_state, _actor) - 1);
            Unpin();
        }
    }

    /// <summary>raw_smp_processor_id(): any CPU for a task that may migrate.</summary>
    public int RawCpu()
    {
        BlockUnless(IsPinned ? _choice == 0 : !IsOffline(_choice));
        return IsPinned ? CurrentCpu : _choice;
    }

    /// <summary>Something here may sleep: it must not while a spinlock is held or preemption is off.</summary>
    public void MightSleep()
    {
        if (Layout.PreemptionOf(_state, _actor) > 0)
        {
            Violate(DriverRequirements.NoSleepInAtomic);
        }
    }

    /// <summary>The CPU that goes offline gives up its channel.</summary>
    public void GiveUpChannel()
    {
        var buffer = BufferOf(Global, GoingOffline);
        for (var other = 0; other < _states.Setup.Actors.Length; other++)
        {
            if (Layout.Channel[other].Get(_state) == buffer + 1)
            {
                Violate(DriverRequirements.ChannelOutlivesItsCpu);
            }
        }

        Layout.Content[PlaceOf(buffer)].Set(ref _state, BufferContents.Zero);
    }

    /// <summary>stop_machine(): a task that cannot leave the CPU keeps it online.</summary>
    internal void TakeCpuDown()
    {
        for (var other = 0; other < _states.Setup.Actors.Length; other++)
        {
            BlockUnless(Layout.Cpu[other].Get(_state) != GoingOffline + 1);
        }

        Layout.OfflineCpu.Set(ref _state, GoingOffline + 1);
    }

    internal void BringCpuUp() => Layout.OfflineCpu.Set(ref _state, 0);

    private int GoingOffline => ((Call.Offline)Call).Cpu;

    private bool IsOffline(int cpu) => Layout.OfflineCpu.Get(_state) == cpu + 1;

    private bool TryPreemptDisable()
    {
        if (!Pin(isExclusive: true))
        {
            return false;
        }

        if (!Layout.IsPinnedAlone)
        {
            Layout.Preempt[_actor].Set(ref _state, Layout.PreemptionOf(_state, _actor) + 1);
        }

        return true;
    }

    /// <summary>Binds the task to the chosen CPU, or keeps it where it is bound; false when that cannot be.</summary>
    private bool Pin(bool isExclusive)
    {
        if (IsPinned && _choice != 0)
        {
            return false;
        }

        var cpu = IsPinned ? CurrentCpu : _choice;
        if (IsOffline(cpu))
        {
            return false;
        }

        for (var other = 0; other < _states.Setup.Actors.Length; other++)
        {
            if (other != _actor && Layout.PreemptionOf(_state, other) > 0
                && Layout.Cpu[other].Get(_state) == cpu + 1)
            {
                return false;
            }
        }

        if (!isExclusive && IsPinned)
        {
            return true;
        }

        Layout.Cpu[_actor].Set(ref _state, cpu + 1);
        return true;
    }

    /// <summary>Lets the task migrate again, unless a lock of PREEMPT_RT still keeps it where it is.</summary>
    private void Unpin()
    {
        if (Layout.PreemptionOf(_state, _actor) == 0 && !(_states.Setup.IsRealTime && HoldsPinningLock))
        {
            Layout.Cpu[_actor].Set(ref _state, 0);
        }
    }
}
