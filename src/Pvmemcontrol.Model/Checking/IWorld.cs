// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Checking;

/// <summary>
/// A bounded configuration of the model as the <see cref="Explorer"/> and reports see it, for any packing of its
/// states. Implement <see cref="IPackedWorld{TKey}"/>.
/// </summary>
public interface IWorld
{
    /// <summary>The name that selects it, in lower case with dashes.</summary>
    string Name { get; }

    /// <summary>
    /// The limits of the search, as text: "3 threads, 2 CPUs, 1 device, sequentially consistent". Printed with every
    /// result, because a result holds within its bounds only.
    /// </summary>
    string Bounds { get; }

    /// <summary>
    /// The requirements that are asked of every state and of every step. Those of <see cref="Deadlock"/> and
    /// <see cref="ReachableGoals"/> need not be repeated.
    /// </summary>
    ImmutableArray<Requirement> Always { get; }

    /// <summary>
    /// Situations that must occur, in a few words each; at most 64. An exhausted world that never reached one of
    /// them has shown nothing about it, and fails. Named by their index in <see cref="Expansion{TKey}.Reach"/>.
    /// </summary>
    ImmutableArray<string> Sometimes { get; }

    /// <summary>
    /// What a state violates that has no step and is not final (<see cref="Expansion{TKey}.MarkFinal"/>); null when
    /// the world allows every standstill.
    /// </summary>
    Requirement? Deadlock { get; }

    /// <summary>
    /// What must stay reachable from every state; at most 32, usually empty or one. Decided after the world was
    /// exhausted. Named by their index in <see cref="Expansion{TKey}.Meet"/>.
    /// </summary>
    ImmutableArray<ReachableGoal> ReachableGoals { get; }
}
