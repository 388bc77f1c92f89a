// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Oracle;

/// <summary>An observation that a requirement does not allow.</summary>
/// <param name="Requirement">The requirement not met.</param>
/// <param name="Step">Index of the step that shows it; the number of steps when the final memory shows it.</param>
/// <param name="Observed">What was observed.</param>
/// <param name="Allowed">What would have been allowed.</param>
public sealed record Finding(Requirement Requirement, int Step, string Observed, string Allowed);
