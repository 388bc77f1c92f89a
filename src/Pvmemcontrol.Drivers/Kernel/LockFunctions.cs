// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>Spinning and sleeping locks. Under PREEMPT_RT all but raw ones sleep.</summary>
internal static class LockFunctions
{
    private enum Kind
    {
        /// <summary>Spins always, with preemption off.</summary>
        Raw,

        /// <summary>Spins, with preemption off; sleeps under PREEMPT_RT.</summary>
        Spinning,

        /// <summary>Sleeps.</summary>
        Sleeping,
    }

    internal static readonly NamedFunction[] All =
    [
        .. Both("spin_lock", "spin_unlock", Kind.Spinning), .. Both("raw_spin_lock", "raw_spin_unlock", Kind.Raw),
        .. Both("spin_lock_irq", "spin_unlock_irq", Kind.Spinning),
        .. Both("spin_lock_bh", "spin_unlock_bh", Kind.Spinning),
        .. Both("raw_spin_lock_irq", "raw_spin_unlock_irq", Kind.Raw),
        .. Both("write_lock", "write_unlock", Kind.Spinning), .. Both("write_lock_irq", "write_unlock_irq",
            Kind.Spinning),
        .. Both("write_lock_bh", "write_unlock_bh", Kind.Spinning),
        .. Both("read_lock", "read_unlock", Kind.Spinning, isShared: true),
        .. Both("read_lock_irq", "read_unlock_irq", Kind.Spinning, isShared: true),
        .. Both("read_lock_bh", "read_unlock_bh", Kind.Spinning, isShared: true),
        .. Both("mutex_lock", "mutex_unlock", Kind.Sleeping), .. Both("down_write", "up_write", Kind.Sleeping),
        .. Both("down_read", "up_read", Kind.Sleeping, isShared: true),
        Try("spin_trylock", Kind.Spinning), Try("raw_spin_trylock", Kind.Raw), Try("write_trylock", Kind.Spinning),
        Try("read_trylock", Kind.Spinning, isShared: true), Try("mutex_trylock", Kind.Sleeping),
        Try("down_write_trylock", Kind.Sleeping), Try("down_read_trylock", Kind.Sleeping, isShared: true),
        new("spin_is_locked", IsLocked, true),
        new("mutex_is_locked", IsLocked, true),
        new("downgrade_write", Downgrade, true),
        new("local_lock", LocalLock, true),
        new("local_unlock", LocalUnlock, true),
        new("down", Down, true),
        new("up", Up, true),
        new("down_trylock", DownTry, true),
        new("lockdep_assert_held", AssertHeld, false),
        new("object_init", Init, false),
    ];

    private static NamedFunction[] Both(string name, string inverse, Kind kind, bool isShared = false) =>
    [
        new(name, (m, t, a) => Lock(m, t, a, name, kind, isShared), true),
        new(inverse, (m, t, a) => Unlock(m, t, a, inverse, kind, isShared), true),
    ];

    private static NamedFunction Try(string name, Kind kind, bool isShared = false) =>
        new(name, (m, t, a) => TryLock(m, t, a, name, kind, isShared), true);

    private static bool Spins(Machine machine, Kind kind) =>
        kind == Kind.Raw || (kind == Kind.Spinning && !machine.World.IsRealTime);

    private static bool CanTake(KernelObject found, bool isShared) =>
        isShared ? found.Owner is null : found.IsFree;

    private static IEnumerable<Step> Lock(Machine machine, KernelTask task, Args args, string name, Kind kind,
        bool isShared)
    {
        if (machine.Object(task, args.A, args.Pc) is not { } found)
        {
            yield break;
        }

        var spins = Spins(machine, kind);
        if (!spins && (kind == Kind.Sleeping || task.PreemptCount > 0))
        {
            // PREEMPT_RT: a spinlock may be taken inside rcu_read_lock, as its waiter lends its priority.
            machine.MightSleep(task, name);
        }

        if (found.Owner == task || (!isShared && found.Readers.Contains(task)))
        {
            machine.Events.Misuse(task, $"{name} of a lock that the same task holds: it waits for itself",
                isFatal: true);
            yield break;
        }

        if (spins)
        {
            foreach (var step in machine.EnterAtomic(task, null))
            {
                yield return step;
            }
        }

        yield return Step.When(found.Place, null, () => CanTake(found, isShared));
        if (!machine.IsMemory(args.A))
        {
            machine.Object(task, args.A, args.Pc);
            yield break;
        }

        Take(machine, task, found, name, kind, isShared, spins);
    }

    private static void Take(Machine machine, KernelTask task, KernelObject found, string name, Kind kind,
        bool isShared,
        bool spins)
    {
        if (isShared)
        {
            found.Readers.Add(task);
        }
        else
        {
            found.Owner = task;
        }

        task.Held.Add(new HeldLock(found.Address, name, isShared, spins));
        if (kind == Kind.Spinning && !spins)
        {
            machine.EnterMigrateDisabled(task);
        }
    }

    private static IEnumerable<Step>? Unlock(Machine machine, KernelTask task, Args args, string name, Kind kind,
        bool isShared)
    {
        if (machine.Object(task, args.A, args.Pc) is not { } found)
        {
            return null;
        }

        var held = task.Held.FindLastIndex(h => h.Address == args.A && h.IsShared == isShared);
        var isReadByOther = isShared && kind == Kind.Sleeping && held < 0 && found.Readers.Count > 0;
        if (held < 0 && !isReadByOther)
        {
            machine.Events.Misuse(task, $"{name} of a lock that the task does not hold", isFatal: true);
            return null;
        }

        if (isReadByOther)
        {
            found.Readers.RemoveAt(0);
            machine.Touched(task, found.Place);
            return null;
        }

        var spins = task.Held[held].IsSpinning;
        task.Held.RemoveAt(held);
        if (isShared)
        {
            found.Readers.Remove(task);
        }
        else
        {
            found.Owner = null;
        }

        machine.Touched(task, found.Place);
        if (spins)
        {
            machine.LeaveAtomic(task, name);
        }
        else if (kind == Kind.Spinning)
        {
            machine.LeaveMigrateDisabled(task, name);
        }

        return null;
    }

    private static IEnumerable<Step> TryLock(Machine machine, KernelTask task, Args args, string name, Kind kind,
        bool isShared)
    {
        if (machine.Object(task, args.A, args.Pc) is not { } found)
        {
            yield break;
        }

        var spins = Spins(machine, kind);
        if (spins)
        {
            foreach (var step in machine.EnterAtomic(task, null))
            {
                yield return step;
            }
        }

        yield return Step.At(found.Place, null);
        if (CanTake(found, isShared) && found.Owner != task)
        {
            Take(machine, task, found, name, kind, isShared, spins);
            task.Value = 1;
        }
        else
        {
            task.Value = 0;
            if (spins)
            {
                machine.LeaveAtomic(task, name);
            }
        }
    }

    private static IEnumerable<Step> IsLocked(Machine machine, KernelTask task, Args args)
    {
        if (machine.Object(task, args.A, args.Pc) is { } found)
        {
            yield return Step.At(found.Place, null, isWrite: false);
            task.Value = found.IsFree ? 0u : 1u;
        }
    }

    private static IEnumerable<Step>? Downgrade(Machine machine, KernelTask task, Args args)
    {
        if (machine.Object(task, args.A, args.Pc) is { } found && found.Owner == task)
        {
            var held = task.Held.FindLastIndex(h => h.Address == args.A);
            task.Held[held] = task.Held[held] with { IsShared = true };
            found.Owner = null;
            found.Readers.Add(task);
            machine.Touched(task, found.Place);
        }

        return null;
    }

    /// <summary>A local lock: preemption off; under PREEMPT_RT a lock of this CPU, on which the task stays.</summary>
    private static IEnumerable<Step> LocalLock(Machine machine, KernelTask task, Args args)
    {
        if (!machine.World.IsRealTime)
        {
            foreach (var step in machine.EnterAtomic(task, null))
            {
                yield return step;
            }

            yield break;
        }

        machine.EnterMigrateDisabled(task);
        if (machine.Object(task, machine.PerCpu(args.A, task.Cpu), args.Pc) is not { } found)
        {
            yield break;
        }

        yield return Step.When(found.Place, null, () => found.IsFree);
        found.Owner = task;
    }

    private static IEnumerable<Step>? LocalUnlock(Machine machine, KernelTask task, Args args)
    {
        if (!machine.World.IsRealTime)
        {
            machine.LeaveAtomic(task, "local_unlock");
            return null;
        }

        if (task.Cpu >= 0
            && machine.Objects.GetValueOrDefault(machine.PerCpu(args.A, task.Cpu)) is { } found && found.Owner == task)
        {
            found.Owner = null;
            machine.Touched(task, found.Place);
        }

        machine.LeaveMigrateDisabled(task, "local_unlock");
        return null;
    }

    private static IEnumerable<Step> Down(Machine machine, KernelTask task, Args args)
    {
        machine.MightSleep(task, "down");
        if (machine.Object(task, args.A, args.Pc) is { } found)
        {
            yield return Step.When(found.Place, null, () => machine.Core.Read32(args.B) > 0);
            machine.Core.Write32(args.B, machine.Core.Read32(args.B) - 1);
        }
    }

    private static IEnumerable<Step> DownTry(Machine machine, KernelTask task, Args args)
    {
        if (machine.Object(task, args.A, args.Pc) is { } found)
        {
            yield return Step.At(found.Place, null);
            var count = machine.Core.Read32(args.B);
            task.Value = count > 0 ? 0u : 1u;
            machine.Core.Write32(args.B, count > 0 ? count - 1 : 0);
        }
    }

    private static IEnumerable<Step> Up(Machine machine, KernelTask task, Args args)
    {
        if (machine.Object(task, args.A, args.Pc) is { } found)
        {
            yield return Step.At(found.Place, null);
            machine.Core.Write32(args.B, machine.Core.Read32(args.B) + 1);
        }
    }

    private static IEnumerable<Step>? AssertHeld(Machine machine, KernelTask task, Args args)
    {
        if (!task.Held.Exists(h => h.Address == args.A))
        {
            machine.Events.Warned(task, "lockdep_assert_held: the lock is not held");
        }

        return null;
    }

    private static IEnumerable<Step>? Init(Machine machine, KernelTask task, Args args)
    {
        machine.Objects.Remove(args.A);
        return null;
    }
}
