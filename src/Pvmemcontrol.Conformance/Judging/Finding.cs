// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Judging;

/// <summary>An observation that a requirement does not allow.</summary>
/// <param name="Requirement">The requirement not met.</param>
/// <param name="Step">Index of the step where it showed; the number of steps when it showed at the end.</param>
/// <param name="Observed">What was observed.</param>
/// <param name="Allowed">What would have been allowed.</param>
public sealed record Finding(Requirement Requirement, int Step, string Observed, string Allowed);
