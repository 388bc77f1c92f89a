// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Engine;

/// <summary>Receives the moves of a state, one after the other.</summary>
public interface IMoveTaker
{
    /// <summary>A move.</summary>
    /// <param name="move">The actor, its step, and the state afterwards.</param>
    /// <param name="violated">What the step violates, so that no step follows it; or null.</param>
    void Take(in Move move, Requirement? violated);
}
