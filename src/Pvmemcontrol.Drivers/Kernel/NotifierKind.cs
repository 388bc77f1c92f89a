// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>Lists of those that want to be told.</summary>
internal enum NotifierKind
{
    /// <summary>register_reboot_notifier.</summary>
    Reboot,

    /// <summary>register_pm_notifier.</summary>
    Sleep,

    /// <summary>register_syscore_ops.</summary>
    Syscore,
}
