// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>Work queues and timers: one kworker runs what is due, in any order.</summary>
internal static class WorkFunctions
{
    internal static readonly NamedFunction[] All =
    [
        new("queue_work", (m, t, a) => Queue(m, t, a, "work"), true),
        new("mod_timer", (m, t, a) => Queue(m, t, a, "timer"), true),
        new("cancel_work", (m, t, a) => Cancel(m, t, a, waits: false), true),
        new("cancel_work_sync", (m, t, a) => Cancel(m, t, a, waits: true), true),
        new("flush_work", Flush, true),
        new("work_pending", Pending, true),
        new("alloc_workqueue", (m, t, a) => Allocate(m, t, a), true),
        new("flush_workqueue", (m, t, a) => Drain(m, t), true),
        new("destroy_workqueue", Destroy, true),
    ];

    /// <summary>What the kworker does as long as the world lasts.</summary>
    internal static IEnumerable<Step> Serve(Machine machine, KernelTask task)
    {
        while (true)
        {
            yield return Step.When(Objects.Work, null, () => machine.Deferred.Exists(IsDue));
            var next = machine.Deferred.Find(IsDue)!;
            next.IsRunning = true;
            machine.Say(task, 0, $"runs a {next.Kind}");

            // Work may be queued again while it runs.
            machine.Objects.GetValueOrDefault(next.Owner)?.IsSet = false;
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

            machine.Deferred.Remove(next);
            machine.Touched(task, Objects.Work);
        }
    }

    private static bool IsDue(Deferred deferred) => !deferred.IsRunning && (deferred.IsReady is not { } ready
        || ready());

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
            machine.Deferred.Add(new Deferred(kind, args.A, args.B, args.A, null));
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
        return null;
    }

    private static IEnumerable<Step> Drain(Machine machine, KernelTask task)
    {
        machine.MightSleep(task, "flush_workqueue");
        yield return Step.When(Objects.Work, null, () => !machine.Deferred.Exists(d => d.Kind == "work"));
    }

    private static IEnumerable<Step> Destroy(Machine machine, KernelTask task, Args args)
    {
        foreach (var step in Drain(machine, task))
        {
            yield return step;
        }

        foreach (var step in machine.Free(task, args.A, "destroy_workqueue", args.Pc) ?? [])
        {
            yield return step;
        }
    }
}
