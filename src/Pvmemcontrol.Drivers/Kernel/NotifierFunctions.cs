// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>Who wants to be told of a reboot or of hibernation.</summary>
internal static class NotifierFunctions
{
    internal static readonly NamedFunction[] All =
    [
        .. Both("reboot_notifier", NotifierKind.Reboot), .. Both("pm_notifier", NotifierKind.Sleep),
        .. Both("syscore_ops", NotifierKind.Syscore),
    ];

    private static NamedFunction[] Both(string name, NotifierKind kind) =>
    [
        new($"register_{name}", (m, t, a) => Change(m, t, () => m.Notifiers[kind].Add(a.A)), true),
        new($"unregister_{name}", (m, t, a) => Change(m, t, () => m.Notifiers[kind].Remove(a.A)), true),
    ];

    private static IEnumerable<Step> Change(Machine machine, KernelTask task, Action change)
    {
        machine.MightSleep(task, "a change of a chain of notifiers");
        yield return Step.At(Objects.PciCore, null);
        change();
        task.Value = 0;
    }
}
