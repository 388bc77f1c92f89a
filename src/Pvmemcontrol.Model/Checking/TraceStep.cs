// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Checking;

/// <summary>One step of a counterexample.</summary>
/// <param name="Label">The actor and what it does.</param>
/// <param name="After">
/// The state after it, as <see cref="IPackedWorld{TKey}.Show"/> shows it; null for a step that is itself the violation.
/// </param>
public readonly record struct TraceStep(StepLabel Label, string? After);
