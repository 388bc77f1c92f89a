// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>A violation that a round shows.</summary>
/// <param name="Finding">The requirement, what was observed, what would have been allowed.</param>
/// <param name="IsHard">True when it is in memory: one observation is proof.</param>
/// <param name="Alone">
/// The requirement that the step itself violates, if the finding is that no order explains all steps.
/// </param>
/// <param name="Also">The requirement that is the cause if a run without concurrency does not show it.</param>
internal sealed record RoundFinding(
    Finding Finding, bool IsHard = false, Requirement? Alone = null, Requirement? Also = null)
{
    /// <summary>The step that shows it; null if memory or the end of the process does.</summary>
    internal TakenStep? Culprit { get; init; }

    /// <summary>
    /// The requirement that the same memory violates when vCPUs take turns, so that no request changes while the device
    /// reads it; null if it is the same.
    /// </summary>
    internal Requirement? InTurn { get; init; }

    /// <summary>The violated requirement.</summary>
    internal Requirement Requirement => Finding.Requirement;

    /// <summary>The finding under another requirement that it also violates; null if it does not.</summary>
    internal RoundFinding? As(Requirement name) =>
        Requirement == name ? this
        : Alone == name || Also == name || InTurn == name ? this with { Finding = Finding with { Requirement = name } }
        : null;
}
