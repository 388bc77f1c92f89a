// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>
/// Work queues and timers: a kworker runs what is due, and a second one what is due meanwhile. Ordered queues run one
/// work at a time, and no work runs twice at once.
/// </summary>
internal static class WorkFunctions
{
    private const uint Unbound = 2;
    private const uint Ordered = 1024;
    private const ulong SystemUnbound = 16;
    private const ulong AnyCpu = 8;

    internal static readonly NamedFunction[] All =
    [
        new("queue_work", (m, t, a) => Queue(m, t, a, "work"), true),
        new("mod_timer", (m, t, a) => Queue(m, t, a, "timer"), true),
        new("cancel_work", (m, t, a) => Cancel(m, t, a, waits: false), true),
        new("cancel_work_sync", (m, t, a) => Cancel(m, t, a, waits: true), true),
        new("flush_work", Flush, true),
        new("work_pending", Pending, true),
        new("alloc_workqueue", (m, t, a) => Allocate(m, t, a), true),
        new("flush_workqueue", (m, t, a) => Drain(m, t, a.A), true),
        new("destroy_workqueue", Destroy, true),
    ];

    /// <summary>What the kworker does as long as the world lasts.</summary>
    internal static IEnumerable<Step> Serve(Machine machine, KernelTask task, KernelTask? first)
    {
        while (true)
        {
            // The second kworker does nothing that the first could do now.
            yield return Step.When(Objects.Work, null, () => first is not { Serves: null }
                && machine.Deferred.Exists(d => machine.IsDue(d)));
            var next = machine.Deferred.Find(d => machine.IsDue(d))!;
            next.IsRunning = true;
            task.Serves = next;
            machine.Say(task, 0, $"runs a {next.Kind}");
            if (next.IsBound)
            {
                (task.MigrateCount, task.Cpu) = (1, next.Cpu);
            }

            // Work may be queued again while it runs.
            machine.Objects.GetValueOrDefault(next.Owner)?.IsSet = false;
            var isAtomic = next.Kind != "work" && next.Function != 0 && !machine.World.IsRealTime;
            foreach (var step in isAtomic ? machine.EnterAtomic(task, null) : [])
            {
                yield return step;
            }

            if (next.Function != 0)
            {
                yield return Step.Call(next.Function, next.Argument);
            }
            else
            {
                foreach (var step in machine.Free(task, next.Argument, "kfree", 0) ?? [])
                {
                    yield return step;
                }
            }

            if (isAtomic)
            {
                machine.LeaveAtomic(task, next.Kind);
            }

            machine.Deferred.Remove(next);
            task.Serves = null;
            if (next.IsBound && task.PreemptCount == 0)
            {
                (task.MigrateCount, task.Cpu) = (0, -1);
            }

            machine.Touched(task, Objects.Work);
        }
    }

    private static bool IsDue(this Machine machine, Deferred deferred)
    {
        if (deferred.IsRunning || deferred.IsReady is { } ready && !ready())
        {
            return false;
        }

        foreach (var other in machine.Deferred)
        {
            if (other == deferred)
            {
                return true;
            }

            // Only those before it: they were queued first.
            if (deferred.Kind == "work" && (other.Owner == deferred.Owner
                || (other.Queue == deferred.Queue
                    && (machine.Queues.GetValueOrDefault(other.Queue) & Ordered) != 0)))
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<Step> Queue(Machine machine, KernelTask task, Args args, string kind)
    {
        if (machine.Object(task, args.A, args.Pc) is not { } work)
        {
            yield break;
        }

        yield return Step.At(Objects.Work, null);
        task.Value = work.IsSet ? 0u : 1u;
        if (!work.IsSet)
        {
            work.IsSet = true;
            var isUnbound = args.C == SystemUnbound
                || (machine.Queues.GetValueOrDefault(args.C) & (Unbound | Ordered)) != 0;
            machine.Deferred.Add(new Deferred(kind, args.A, args.B, args.A, null)
            {
                Queue = args.C,
                IsBound = kind == "work" && !isUnbound,
                Cpu = args.D < AnyCpu && (int)args.D < machine.Cpus.Length && kind == "work" ? (int)args.D : task.Cpu,
            });
        }
    }

    private static IEnumerable<Step> Cancel(Machine machine, KernelTask task, Args args, bool waits)
    {
        if (waits)
        {
            machine.MightSleep(task, "cancel_work_sync");
        }

        yield return Step.At(Objects.Work, null);
        task.Value = machine.Deferred.RemoveAll(d => d.Owner == args.A && !d.IsRunning) > 0 ? 1u : 0;
        machine.Objects.GetValueOrDefault(args.A)?.IsSet = false;
        if (waits)
        {
            yield return Step.When(Objects.Work, null, () => !machine.Deferred.Exists(d => d.Owner == args.A));
        }
    }

    private static IEnumerable<Step> Flush(Machine machine, KernelTask task, Args args)
    {
        machine.MightSleep(task, "flush_work");
        yield return Step.When(Objects.Work, null, () => !machine.Deferred.Exists(d => d.Owner == args.A));
    }

    private static IEnumerable<Step> Pending(Machine machine, KernelTask task, Args args)
    {
        yield return Step.At(Objects.Work, null, isWrite: false);
        task.Value = machine.Deferred.Exists(d => d.Owner == args.A && !d.IsRunning) ? 1u : 0;
    }

    private static IEnumerable<Step>? Allocate(Machine machine, KernelTask task, Args args)
    {
        task.Value = machine.New(task, "alloc_workqueue", 64, args)?.Address ?? 0;
        machine.Queues[task.Value] = (uint)args.B;
        return null;
    }

    private static IEnumerable<Step> Drain(Machine machine, KernelTask task, ulong queue)
    {
        machine.MightSleep(task, "flush_workqueue");
        yield return Step.When(Objects.Work, null, () => !machine.Deferred.Exists(d => d.Kind == "work"
            && d.Queue == queue));
    }

    private static IEnumerable<Step> Destroy(Machine machine, KernelTask task, Args args)
    {
        foreach (var step in Drain(machine, task, args.A))
        {
            yield return step;
        }

        foreach (var step in machine.Free(task, args.A, "destroy_workqueue", args.Pc) ?? [])
        {
            yield return step;
        }
    }
}
