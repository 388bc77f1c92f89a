// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>What a round shows against a device.</summary>
/// <param name="Finding">The requirement, what was observed, what would have been allowed.</param>
/// <param name="IsHard">True when it is in memory: shown once is shown.</param>
/// <param name="Alone">
/// The requirement that the step itself does not meet, where the finding is that no order explains all steps.
/// </param>
internal sealed record RoundFinding(Finding Finding, bool IsHard = false, Requirement? Alone = null)
{
    /// <summary>What is not met.</summary>
    internal Requirement Requirement => Finding.Requirement;
}
