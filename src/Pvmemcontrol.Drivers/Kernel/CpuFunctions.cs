// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>Preemption, migration, interrupts, and which CPU a task is on.</summary>
internal static class CpuFunctions
{
    internal static readonly NamedFunction[] All =
    [
        new("preempt_disable", (m, t, _) => m.EnterAtomic(t, null), true),
        new("preempt_enable", Leave("preempt_enable"), true),
        new("local_irq_disable", (m, t, _) => m.EnterAtomic(t, null), true),
        new("local_irq_enable", Leave("local_irq_enable"), true),
        new("local_bh_disable", DisableBottomHalves, true),
        new("local_bh_enable", EnableBottomHalves, true),
        new("smp_call", (m, t, a) => OnCpu(m, t, a, isAtomic: true), true),
        new("work_on_cpu", (m, t, a) => OnCpu(m, t, a, isAtomic: false), true),
        new("migrate_disable", (m, t, _) => Do(() => m.EnterMigrateDisabled(t)), true),
        new("migrate_enable", (m, t, _) => Do(() => m.LeaveMigrateDisabled(t, "migrate_enable")), true),
        new("smp_processor_id", (m, t, _) => Value(t, Checked(m, t, "smp_processor_id")), false),
        new("raw_smp_processor_id", (m, t, _) => Value(t, m.CurrentCpu(t)), false),
        new("this_cpu_ptr", (m, t, a) => Address(t, m.PerCpu(a.A, Checked(m, t, "this_cpu_ptr"))), true),
        new("raw_cpu_ptr", (m, t, a) => Address(t, m.PerCpu(a.A, m.CurrentCpu(t))), true),
        new("in_atomic", (_, t, _) => Value(t, t.PreemptCount > 0 ? 1 : 0), false),
        new("irqs_disabled", (_, t, _) => Value(t, t.PreemptCount > 0 ? 1 : 0), false),
        new("might_sleep", (m, t, _) => Do(() => m.MightSleep(t, "might_sleep")), false),
    ];

    /// <summary>Under PREEMPT_RT the task can be preempted meanwhile, and stays on its CPU.</summary>
    private static IEnumerable<Step>? DisableBottomHalves(Machine machine, KernelTask task, Args args) =>
        machine.World.IsRealTime ? Do(() => machine.EnterMigrateDisabled(task)) : machine.EnterAtomic(task, null);

    private static IEnumerable<Step>? EnableBottomHalves(Machine machine, KernelTask task, Args args) => Do(() =>
    {
        if (machine.World.IsRealTime)
        {
            machine.LeaveMigrateDisabled(task, "local_bh_enable");
        }
        else
        {
            machine.LeaveAtomic(task, "local_bh_enable");
        }
    });

    /// <summary>A function on another CPU; the caller waits, and stays meanwhile where it is.</summary>
    private static IEnumerable<Step> OnCpu(Machine machine, KernelTask task, Args args, bool isAtomic)
    {
        if (!isAtomic)
        {
            machine.MightSleep(task, "work_on_cpu");
        }

        var before = (task.Cpu, task.PreemptCount, task.MigrateCount);
        var isThere = task.Cpu == (int)args.C && task.PreemptCount > 0;
        if (!isThere)
        {
            (task.Cpu, task.PreemptCount, task.MigrateCount) = ((int)args.C, 0, 1);
        }

        if (isAtomic)
        {
            foreach (var step in machine.EnterAtomic(task, null))
            {
                yield return step;
            }
        }

        yield return Step.Call(args.A, args.B);
        task.Value = (ulong)task.Result;
        if (isAtomic)
        {
            machine.LeaveAtomic(task, "smp_call_function_single");
        }

        if (!isThere)
        {
            (task.Cpu, task.PreemptCount, task.MigrateCount) = before;
        }
    }

    private static KernelFunction Leave(string name) => (m, t, _) => Do(() => m.LeaveAtomic(t, name));

    /// <summary>The CPU; CONFIG_DEBUG_PREEMPT warns when the answer may be outdated at once.</summary>
    private static int Checked(Machine machine, KernelTask task, string function)
    {
        if (task is { PreemptCount: 0, MigrateCount: 0, NeedsCpu: true } && machine.IsConcurrent)
        {
            machine.Events.Warned(task, $"{function} in preemptible code");
        }

        return machine.CurrentCpu(task);
    }

    private static IEnumerable<Step>? Do(Action action)
    {
        action();
        return null;
    }

    private static IEnumerable<Step>? Value(KernelTask task, int value)
    {
        task.Value = (ulong)value;
        return null;
    }

    private static IEnumerable<Step>? Address(KernelTask task, ulong value)
    {
        task.Value = value;
        return null;
    }
}
