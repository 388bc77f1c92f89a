// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Drivers.Kernel;

namespace Pvmemcontrol.Drivers.Search;

/// <summary>Where a task stands, by its own clock: it does not depend on what else is a point of the search.</summary>
/// <param name="IsAccess">At an access of the driver; otherwise at a step of the kernel.</param>
/// <param name="Count">Hooks that the task has passed, or steps of the kernel that it has come to.</param>
internal readonly record struct TaskPoint(bool IsAccess, ulong Count)
{
    internal static TaskPoint Of(Machine machine, KernelTask task) => task.StandsAtAccess
        ? new TaskPoint(true, machine.Core.FiberOf(task.Number).Steps)
        : new TaskPoint(false, task.KernelSteps);

    /// <inheritdoc/>
    public override string ToString() => $"{(IsAccess ? "access" : "step")} {Count}";
}

/// <summary>A task runs until it stands at a point of its own, where another task goes on.</summary>
/// <param name="Task">Its number.</param>
/// <param name="Until">Where it stops.</param>
internal readonly record struct Turn(int Task, TaskPoint Until);

/// <summary>What was chosen for a task, other than the ordinary.</summary>
/// <param name="Task">Its number.</param>
/// <param name="Ordinal">Which of its choices, counted from 0.</param>
/// <param name="Kind">What was chosen.</param>
/// <param name="Count">Of how many.</param>
/// <param name="Taken">Which, from 1.</param>
internal readonly record struct Choice(int Task, int Ordinal, ChoiceKind Kind, int Count, int Taken);

/// <summary>
/// One execution of a world, as far as it is not the ordinary one: tasks take turns, the last goes on to its end.
/// </summary>
/// <param name="Turns">In order.</param>
/// <param name="Last">The task that goes on after them, or 0 for any.</param>
/// <param name="Choices">In any order.</param>
internal sealed record Schedule(ImmutableArray<Turn> Turns, int Last, ImmutableArray<Choice> Choices);

/// <summary>A schedule cannot be followed: the source has changed.</summary>
internal sealed class ScheduleMisfitException(string message) : Exception(message);
