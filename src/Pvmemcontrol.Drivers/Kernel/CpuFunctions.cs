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
        new("local_bh_disable", (m, t, _) => m.EnterAtomic(t, null), true),
        new("local_bh_enable", Leave("local_bh_enable"), true),
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
