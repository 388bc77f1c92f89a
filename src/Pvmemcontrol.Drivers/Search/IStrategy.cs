// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Kernel;

namespace Pvmemcontrol.Drivers.Search;

/// <summary>Takes the decisions of an execution.</summary>
internal interface IStrategy
{
    /// <summary>The task that goes on, if the strategy knows tasks; null leaves it to <see cref="Pick"/>.</summary>
    KernelTask? Next(Machine machine, IReadOnlyList<KernelTask> able, KernelTask? current);

    /// <summary>One of several possibilities, the first being the ordinary one.</summary>
    int Pick(int count);

    /// <summary>What the kernel or the device leaves open; 0 is the ordinary possibility.</summary>
    int Choose(KernelTask task, ChoiceKind kind, int count);

    /// <summary>True when a task that can go on may be made to wait for another.</summary>
    bool MayPreempt(int preemptions);

    /// <summary>True when this state was searched from before, with as many preemptions left.</summary>
    bool Stop(ulong fingerprint, int current, int preemptions);
}
