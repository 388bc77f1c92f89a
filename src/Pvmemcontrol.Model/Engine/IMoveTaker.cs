// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Engine;

/// <summary>Is told the moves of a state, one after the other.</summary>
public interface IMoveTaker
{
    /// <summary>A move.</summary>
    /// <param name="move">Who does what, and the state afterwards.</param>
    /// <param name="violated">What the step violates, so that nothing comes after it; or null.</param>
    void Take(in Move move, Requirement? violated);
}
