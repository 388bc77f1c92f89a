// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>RCU and SRCU: who waits, waits for the readers that were there when it began.</summary>
internal static class RcuFunctions
{
    internal static readonly NamedFunction[] All =
    [
        new("rcu_read_lock", ReadLock, true),
        new("rcu_read_unlock", ReadUnlock, true),
        new("rcu_read_lock_held", (_, t, _) => Value(t, t.RcuCount > 0), false),
        new("synchronize_rcu", (m, t, _) => Synchronize(m, t), true),
        new("rcu_barrier", (m, t, _) => Barrier(m, t), true),
        new("call_rcu", (m, t, a) => Later(m, a.A, a.B, a.A, Readers(m)), true),
        new("kfree_rcu", (m, t, a) => Later(m, a.A, 0, a.A, Readers(m)), true),
        new("init_srcu_struct", (_, t, _) => Value(t, false), true),
        new("cleanup_srcu_struct", Cleanup, true),
        new("srcu_read_lock", SrcuReadLock, true),
        new("srcu_read_unlock", SrcuReadUnlock, true),
        new("synchronize_srcu", SynchronizeSrcu, true),
        new("call_srcu", CallSrcu, true),
        new("srcu_barrier", (m, t, _) => Barrier(m, t), true),
    ];

    private static IEnumerable<Step>? Value(KernelTask task, bool value)
    {
        task.Value = value ? 1u : 0;
        return null;
    }

    private static IEnumerable<Step> ReadLock(Machine machine, KernelTask task, Args args)
    {
        if (task.RcuCount == 0 && machine.IsConcurrent)
        {
            yield return Step.At(Objects.Rcu, null);
        }

        task.RcuCount++;
    }

    private static IEnumerable<Step>? ReadUnlock(Machine machine, KernelTask task, Args args)
    {
        if (task.RcuCount == 0)
        {
            machine.Events.Misuse(task, "rcu_read_unlock without rcu_read_lock", isFatal: true);
            return null;
        }

        task.RcuCount--;
        machine.Touched(task, Objects.Rcu);
        return null;
    }

    /// <summary>
    /// True once every reader of now has left. A reader that came back meanwhile counts as the old one.
    /// </summary>
    private static Func<bool> Readers(Machine machine)
    {
        List<(KernelTask Task, CallInProgress? Call)> readers = [];
        foreach (var task in machine.Tasks)
        {
            if (task is { RcuCount: > 0 })
            {
                readers.Add((task, task.Call));
            }
        }

        return () => readers.TrueForAll(r => r.Task.RcuCount == 0 || r.Task.Call != r.Call);
    }

    private static IEnumerable<Step> Synchronize(Machine machine, KernelTask task)
    {
        machine.MightSleep(task, "synchronize_rcu");
        if (task.RcuCount > 0)
        {
            machine.Events.Misuse(task, "synchronize_rcu inside rcu_read_lock: it waits for itself", isFatal: true);
            yield break;
        }

        yield return Step.At(Objects.Rcu, null);
        yield return Step.When(Objects.Rcu, null, Readers(machine));
    }

    private static IEnumerable<Step> Barrier(Machine machine, KernelTask task)
    {
        machine.MightSleep(task, "rcu_barrier");
        var waiting = machine.Deferred.FindAll(d => d.Kind == "RCU callback");
        yield return Step.When(Objects.Work, null, () => !waiting.Exists(machine.Deferred.Contains));
    }

    private static IEnumerable<Step>? Later(Machine machine, ulong owner, ulong function, ulong argument,
        Func<bool> isReady)
    {
        if (argument != 0)
        {
            machine.Deferred.Add(new Deferred("RCU callback", owner, function, argument, isReady));
        }

        return null;
    }

    private static IEnumerable<Step> SrcuReadLock(Machine machine, KernelTask task, Args args)
    {
        if (machine.Object(task, args.A, args.Pc) is { } found)
        {
            yield return Step.At(found.Place, null);
            if (machine.Object(task, args.A, args.Pc) is not null)
            {
                found.Readers.Add(task);
                task.Held.Add(new HeldLock(args.A, "srcu_read_lock", true, false));
            }
        }
    }

    private static IEnumerable<Step>? SrcuReadUnlock(Machine machine, KernelTask task, Args args)
    {
        if (machine.Object(task, args.A, args.Pc) is not { } found)
        {
            return null;
        }

        if (!found.Readers.Remove(task))
        {
            machine.Events.Misuse(task, "srcu_read_unlock without srcu_read_lock", isFatal: true);
            return null;
        }

        task.Held.RemoveAt(task.Held.FindLastIndex(h => h.Address == args.A));
        machine.Touched(task, found.Place);
        return null;
    }

    private static Func<bool> Readers(KernelObject domain)
    {
        var readers = domain.Readers.ConvertAll(r => (Task: r, r.Call));
        return () => readers.TrueForAll(r => !domain.Readers.Contains(r.Task) || r.Task.Call != r.Call);
    }

    private static IEnumerable<Step> SynchronizeSrcu(Machine machine, KernelTask task, Args args)
    {
        machine.MightSleep(task, "synchronize_srcu");
        if (machine.Object(task, args.A, args.Pc) is not { } found)
        {
            yield break;
        }

        if (found.Readers.Contains(task))
        {
            machine.Events.Misuse(task, "synchronize_srcu inside srcu_read_lock: it waits for itself", isFatal: true);
            yield break;
        }

        yield return Step.At(found.Place, null);
        yield return Step.When(found.Place, null, Readers(found));
    }

    private static IEnumerable<Step>? CallSrcu(Machine machine, KernelTask task, Args args) =>
        machine.Object(task, args.A, args.Pc) is { } found
            ? Later(machine, args.B, args.C, args.B, Readers(found))
            : null;

    private static IEnumerable<Step>? Cleanup(Machine machine, KernelTask task, Args args)
    {
        if (machine.Object(task, args.A, args.Pc) is { } found)
        {
            if (found.Readers.Count > 0)
            {
                machine.Events.Misuse(task, "cleanup_srcu_struct while a reader is inside", isFatal: true);
            }

            machine.Objects.Remove(args.A);
        }

        return null;
    }
}
