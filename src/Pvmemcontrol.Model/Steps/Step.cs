// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.GuestKernel;
using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.Steps;

/// <summary>What a step does to the state. The next step follows, unless the body says otherwise.</summary>
/// <param name="context">The state, the actor that takes the step, and what was chosen.</param>
public delegate void StepBody(ref StepContext context);

/// <summary>One atomic step of an actor: everything in it happens at once, anything may happen between two.</summary>
/// <param name="Source">What takes the step, or the line that it models, such as pvmemcontrol.c:140.</param>
/// <param name="Text">What it does, as a trace shows it.</param>
/// <param name="Body">What it does to the state.</param>
/// <param name="Choices">What is decided by others.</param>
/// <param name="Region">What the actor is in the middle of, before this step.</param>
/// <param name="ReturnsTo">Where returning from it leads within the call; null for the end of the call.</param>
public sealed record Step(
    string Source, string Text, StepBody Body, Choices Choices, StepRegion Region, Label? ReturnsTo);
