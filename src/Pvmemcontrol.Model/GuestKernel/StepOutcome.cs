// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.GuestKernel;

/// <summary>The outcome of a step besides the state.</summary>
internal record struct StepOutcome
{
    /// <summary>Where the actor goes.</summary>
    internal Flow Flow { get; set; }

    /// <summary>The requirement that the step violates first; null when none.</summary>
    internal Requirement? Violated { get; set; }
}
