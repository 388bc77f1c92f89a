// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Numerics;

namespace Pvmemcontrol.Model.Checking;

/// <summary>
/// What is searched: where it starts, what can happen next, and what is wrong with it. The search may call it from
/// several threads at once, so an implementation has no mutable state, and the answers depend on the arguments alone.
/// </summary>
/// <typeparam name="TKey">
/// A state, packed so that equal keys are equal states: <see cref="ulong"/>, or <see cref="UInt128"/> at about half
/// the speed. Every value is allowed, zero and all ones included.
/// </typeparam>
public interface IPackedWorld<TKey> : IWorld
    where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
{
    /// <summary>The states it may start in; at least one.</summary>
    ImmutableArray<TKey> Initial { get; }

    /// <summary>
    /// Says everything about one state: its successors, what it or a step from it violates, and which situations and
    /// goals it is. Called once for every state of a search, and again when a counterexample is built.
    /// </summary>
    /// <param name="state">The state.</param>
    /// <param name="into">Takes what there is to say.</param>
    void Expand(TKey state, Expansion<TKey> into);

    /// <summary>The label of the step that <see cref="Expand"/> called <paramref name="action"/>.</summary>
    /// <param name="state">The state before the step.</param>
    /// <param name="action">The number that <see cref="Expand"/> gave the step in this state.</param>
    StepLabel Label(TKey state, int action);

    /// <summary>The state as one line of text.</summary>
    string Show(TKey state);
}
