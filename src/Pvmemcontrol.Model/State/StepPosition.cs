// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.State;

/// <summary>Where a step stands in an actor's row, without what it does.</summary>
/// <param name="Frame">The call that it belongs to.</param>
/// <param name="Region">What the actor is in the middle of, before this step.</param>
/// <param name="IsFirst">True for the first step of its call.</param>
public readonly record struct StepPosition(CallFrame Frame, StepRegion Region, bool IsFirst);
