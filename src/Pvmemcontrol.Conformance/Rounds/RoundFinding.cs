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
/// <param name="Also">The requirement behind it, where a run without concurrency does not show it.</param>
internal sealed record RoundFinding(
    Finding Finding, bool IsHard = false, Requirement? Alone = null, Requirement? Also = null)
{
    /// <summary>What is not met.</summary>
    internal Requirement Requirement => Finding.Requirement;

    /// <summary>It by that name, where it goes by it too; or null.</summary>
    internal RoundFinding? As(Requirement name) =>
        Requirement == name ? this
        : Alone == name || Also == name ? this with { Finding = Finding with { Requirement = name } }
        : null;
}
