// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Native;

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>A task of the guest, or an actor beside it: what it is doing, and what it holds.</summary>
internal sealed class KernelTask(int number, string name)
{
    internal int Number { get; } = number;

    internal string Name { get; } = name;

    /// <summary>False for the VMM and for hot-plug, which need no CPU.</summary>
    internal bool NeedsCpu { get; init; } = true;

    /// <summary>Serves others, as kworker does: a world is over although it still waits for work.</summary>
    internal bool IsDaemon { get; init; }

    /// <summary>
    /// Procedures in progress: the outermost is what the task does, the others serve calls of the driver.
    /// </summary>
    internal Stack<IEnumerator<Step>> Procedures { get; } = new();

    internal bool IsDone { get; set; }

    /// <summary>The point at which the task stands; meaningless when it is done.</summary>
    internal Step Pending { get; set; }

    /// <summary>The access at which the task stands, when <see cref="StandsAtAccess"/>.</summary>
    internal (ulong Address, int Size, AccessFlags Flags, ulong Pc) Access { get; set; }

    internal bool StandsAtAccess { get; set; }

    /// <summary>Steps of the kernel that it has come to: its own clock, beside the hooks of its fiber.</summary>
    internal ulong KernelSteps { get; set; }

    /// <summary>It was stopped before an access that may be no point of the search; its hook's number, or 0.</summary>
    internal ulong StoppedAt { get; set; }

    /// <summary>What the procedure of a kernel function returns to the driver.</summary>
    internal ulong Value { get; set; }

    /// <summary>What the function of the driver returned that was called last.</summary>
    internal long Result { get; set; }

    /// <summary>The CPU, while the task cannot leave it; otherwise -1.</summary>
    internal int Cpu { get; set; } = -1;

    /// <summary>Why the task cannot be preempted: preempt_disable, spinning locks, interrupts off.</summary>
    internal int PreemptCount { get; set; }

    internal int MigrateCount { get; set; }

    internal int RcuCount { get; set; }

    /// <summary>What it is doing for user space or for the PCI core; null in between.</summary>
    internal CallInProgress? Call { get; set; }

    /// <summary>Objects it holds: locks and reading sides, in the order in which they were taken.</summary>
    internal List<HeldLock> Held { get; } = [];

    /// <summary>What a kworker is running, or null.</summary>
    internal Deferred? Serves { get; set; }

    /// <summary>Where in the driver the task is.</summary>
    internal ulong Pc { get; set; }

    /// <summary>The hash of everything that this task has done, and of what it depended on.</summary>
    internal ulong History { get; set; } = (ulong)number + 1;

    /// <summary>The task has given way, and waits until another has run.</summary>
    internal bool HasYielded { get; set; }
}

/// <summary>A lock in somebody's hands.</summary>
/// <param name="Address">Of the lock.</param>
/// <param name="Name">The function that took it.</param>
/// <param name="IsShared">A reading side.</param>
/// <param name="IsSpinning">The holder must not sleep.</param>
internal readonly record struct HeldLock(ulong Address, string Name, bool IsShared, bool IsSpinning);
