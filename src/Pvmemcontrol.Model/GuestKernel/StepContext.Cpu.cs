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
    public int CurrentCpu => Get(Layout.Cpu[_actor]) is > 0 and var cpu
        ? cpu - 1
        : throw new InvalidOperationException("asks for its CPU while it may migrate");

    private bool IsPinned => Get(Layout.Cpu[_actor]) != 0;

    /// <summary>preempt_disable(): the task keeps its CPU, and has it to itself. Nests.</summary>
    public void PreemptDisable() => BlockUnless(TryPreemptDisable());

    /// <summary>preempt_enable().</summary>
    public void PreemptEnable()
    {
        if (Layout.IsPinnedAlone)
        {
            Set(Layout.Cpu[_actor], 0);
        }
        else
        {
            Set(Layout.Preempt[_actor], Layout.PreemptionOf(_state, _actor) - 1);
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
            if (Get(Layout.Channel[other]) == buffer + 1)
            {
                Violate(DriverRequirements.ChannelOutlivesItsCpu);
            }
        }

        Set(Layout.Content[PlaceOf(buffer)], BufferContents.Zero);
    }

    /// <summary>stop_machine(): a task that cannot leave the CPU keeps it online.</summary>
    internal void TakeCpuDown()
    {
        for (var other = 0; other < _states.Setup.Actors.Length; other++)
        {
            BlockUnless(Get(Layout.Cpu[other]) != GoingOffline + 1);
        }

        Set(Layout.OfflineCpu, GoingOffline + 1);
    }

    internal void BringCpuUp() => Set(Layout.OfflineCpu, 0);

    private int GoingOffline => ((Call.Offline)Call).Cpu;

    private bool IsOffline(int cpu) => Get(Layout.OfflineCpu) == cpu + 1;

    private bool TryPreemptDisable()
    {
        if (!Pin(isExclusive: true))
        {
            return false;
        }

        if (!Layout.IsPinnedAlone)
        {
            Set(Layout.Preempt[_actor], Layout.PreemptionOf(_state, _actor) + 1);
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
            if (other != _actor && KeepsCpu(other, cpu))
            {
                return false;
            }
        }

        if (!isExclusive && IsPinned)
        {
            return true;
        }

        Set(Layout.Cpu[_actor], cpu + 1);
        return true;
    }

    private bool KeepsCpu(int other, int cpu)
    {
        _footprint?.Guard(Aspects.Keeps(other, cpu));
        return Layout.PreemptionOf(_state, other) > 0 && Layout.Cpu[other].Get(_state) == cpu + 1;
    }

    /// <summary>Lets the task migrate again, unless a lock of PREEMPT_RT still keeps it where it is.</summary>
    private void Unpin()
    {
        if (Layout.PreemptionOf(_state, _actor) == 0 && !(_states.Setup.IsRealTime && HoldsPinningLock))
        {
            Set(Layout.Cpu[_actor], 0);
        }
    }
}
