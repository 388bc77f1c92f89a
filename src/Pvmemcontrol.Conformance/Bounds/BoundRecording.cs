// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>Everything needed to judge a bound again.</summary>
/// <param name="Figures">The figures.</param>
/// <param name="Death">How the process ended, if it did not complete.</param>
/// <param name="Before">
/// The figures of the same guest, stopped just before the process ended; null where they do not explain the end.
/// </param>
internal sealed record BoundRecording(BoundFigures Figures, RunDeath? Death, BoundFigures? Before)
{
    /// <summary>The findings, violations first; the end of the process is one unless the figures explain it.</summary>
    internal ImmutableArray<(Finding Finding, bool IsEnd)> Findings(Coverage coverage)
    {
        var findings = BoundJudge.Judge(Figures, coverage);
        if (Death is null || findings.Any(f => f.Requirement.MakesViolation))
        {
            return [.. findings.Select(f => (f, false))];
        }

        var exhaustion = Before is null
            ? null
            : BoundJudge.Judge(Before, new Coverage()).FirstOrDefault(f => f.Requirement.MakesViolation);
        return exhaustion is null
            ? [(new Finding(EffectRequirements.DeviceSurvives, 0, Death.How, "every register access returns"), true)]
            : [(exhaustion, false)];
    }
}
