// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>
/// Completions, wait queues, giving way, and time. A timeout is over when nothing else can run; who polls the clock
/// makes it run, so that every loop with a deadline ends soon.
/// </summary>
internal static class WaitFunctions
{
    internal static readonly NamedFunction[] All =
    [
        new("complete", (m, t, a) => Complete(m, t, a, all: false), true),
        new("complete_all", (m, t, a) => Complete(m, t, a, all: true), true),
        new("reinit_completion", Reinit, true),
        new("wait_for_completion", (m, t, a) => Wait(m, t, a, canTimeOut: false), true),
        new("wait_for_completion_timeout", (m, t, a) => Wait(m, t, a, canTimeOut: true), true),
        new("try_wait_for_completion", TryWait, true),
        new("completion_done", Done, true),
        new("prepare_to_wait", Prepare, false),
        new("wait_schedule", (m, t, a) => Schedule(m, t, a, canTimeOut: false), true),
        new("wait_schedule_timeout", (m, t, a) => Schedule(m, t, a, canTimeOut: true), true),
        new("wake_up", WakeUp, true),
        new("msleep", (m, t, a) => Yield(m, t, "msleep", sleeps: true, Math.Max(a.A, 10)), true),
        new("cond_resched", (m, t, _) => Yield(m, t, "schedule", sleeps: true), true),
        new("cpu_relax", (m, t, _) => Yield(m, t, "cpu_relax", sleeps: false), true),
        new("udelay", (m, t, _) => Yield(m, t, "udelay", sleeps: false), true),
        new("ktime_get", (m, t, _) => Time(m, t), false),
    ];

    private static IEnumerable<Step> Complete(Machine machine, KernelTask task, Args args, bool all)
    {
        if (machine.Object(task, args.A, args.Pc) is { } found)
        {
            yield return Step.At(found.Place, null);
            if (machine.Object(task, args.A, args.Pc) is not null)
            {
                found.Count++;
                found.IsSet |= all;
            }
        }
    }

    private static IEnumerable<Step> Reinit(Machine machine, KernelTask task, Args args)
    {
        if (machine.Object(task, args.A, args.Pc) is { } found)
        {
            yield return Step.At(found.Place, null);
            (found.Count, found.IsSet) = (0, false);
        }
    }

    private static IEnumerable<Step> Wait(Machine machine, KernelTask task, Args args, bool canTimeOut)
    {
        machine.MightSleep(task, "wait_for_completion");
        if (machine.Object(task, args.A, args.Pc) is not { } found)
        {
            yield break;
        }

        var wait = Step.When(found.Place, null, () => found.Count > 0);
        yield return canTimeOut ? wait.OrTimeout() : wait;
        task.Value = found.Count > 0 ? 1u : 0;
        found.Count -= found.Count > 0 && !found.IsSet ? 1 : 0;
    }

    private static IEnumerable<Step> TryWait(Machine machine, KernelTask task, Args args)
    {
        if (machine.Object(task, args.A, args.Pc) is { } found)
        {
            yield return Step.At(found.Place, null);
            task.Value = found.Count > 0 ? 1u : 0;
            found.Count -= found.Count > 0 && !found.IsSet ? 1 : 0;
        }
    }

    private static IEnumerable<Step> Done(Machine machine, KernelTask task, Args args)
    {
        if (machine.Object(task, args.A, args.Pc) is { } found)
        {
            yield return Step.At(found.Place, null, isWrite: false);
            task.Value = found.Count > 0 ? 1u : 0;
        }
    }

    /// <summary>From here on no wake-up is missed: the ticket counts those before.</summary>
    private static IEnumerable<Step> Prepare(Machine machine, KernelTask task, Args args)
    {
        if (machine.Object(task, args.A, args.Pc) is { } found)
        {
            yield return Step.At(found.Place, null);
            task.Value = (ulong)found.Count;
        }
    }

    private static IEnumerable<Step> Schedule(Machine machine, KernelTask task, Args args, bool canTimeOut)
    {
        machine.MightSleep(task, "wait_event");
        if (machine.Object(task, args.A, args.Pc) is not { } found)
        {
            yield break;
        }

        var ticket = (long)args.B;
        var wait = Step.When(found.Place, "waits", () => found.Count > ticket);
        yield return canTimeOut ? wait.OrTimeout() : wait;
        task.Value = found.Count > ticket ? 1u : 0;
    }

    private static IEnumerable<Step> WakeUp(Machine machine, KernelTask task, Args args)
    {
        if (machine.Object(task, args.A, args.Pc) is { } found)
        {
            yield return Step.At(found.Place, null);
            if (machine.Object(task, args.A, args.Pc) is not null)
            {
                found.Count++;
            }
        }
    }

    private static IEnumerable<Step> Yield(Machine machine, KernelTask task, string function, bool sleeps,
        ulong milliseconds = 10)
    {
        Pass(machine, milliseconds);
        if (sleeps)
        {
            machine.MightSleep(task, function);
        }

        if (machine.IsConcurrent)
        {
            yield return Step.Yield(Objects.Start, function);
        }
    }

    private static IEnumerable<Step>? Time(Machine machine, KernelTask task)
    {
        Pass(machine, 10);
        task.Value = machine.Nanoseconds;
        return null;
    }

    private static void Pass(Machine machine, ulong milliseconds)
    {
        const ulong MillisecondsPerTick = 4;
        var jiffies = machine.Core.Image.Address("jiffies");
        machine.Nanoseconds += milliseconds * 1_000_000;
        machine.Core.Write64(jiffies, machine.Core.Read64(jiffies) + (milliseconds / MillisecondsPerTick) + 1);
    }
}
