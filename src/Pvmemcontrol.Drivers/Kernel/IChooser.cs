// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>Decides what the kernel leaves open; the search tries every possibility.</summary>
internal interface IChooser
{
    /// <summary>One of <paramref name="count"/> possibilities; 0 is the ordinary one.</summary>
    int Choose(KernelTask task, ChoiceKind kind, int count);
}

/// <summary>What is chosen.</summary>
internal enum ChoiceKind
{
    /// <summary>The CPU on which a task stays.</summary>
    Cpu,

    /// <summary>Whether something fails.</summary>
    Fault,
}
