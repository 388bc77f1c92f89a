// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Checking;

/// <summary>A requirement that is not met, and a shortest path there.</summary>
/// <param name="Requirement">What is violated.</param>
/// <param name="Kind">How.</param>
/// <param name="Start">The initial state, as <see cref="IPackedWorld{TKey}.Show"/> shows it.</param>
/// <param name="Steps">
/// The steps from there. For <see cref="ViolationKind.Step"/> the last one is the step that violates; otherwise the
/// state after the last one (or the initial one) does. No path to a violation of this requirement is shorter.
/// </param>
/// <param name="ReachableGoal">
/// For <see cref="ViolationKind.Unreachable"/>, what cannot be reached any more; else null.
/// </param>
public sealed record Violation(
    Requirement Requirement, ViolationKind Kind, string Start, ImmutableArray<TraceStep> Steps,
    ReachableGoal? ReachableGoal = null);
