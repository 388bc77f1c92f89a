// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.Engine;

/// <summary>One transition: the actor, its step, and the state afterwards.</summary>
/// <param name="Next">The state afterwards.</param>
/// <param name="Actor">The number of the actor.</param>
/// <param name="Number">The number of the step in the actor's row.</param>
/// <param name="Choice">What was decided by others.</param>
public readonly record struct Move(Packed Next, int Actor, int Number, int Choice);
