// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Storms;

/// <summary>Everything that a storm showed, to be kept: what it takes to judge it again.</summary>
/// <param name="Figures">What came of it.</param>
/// <param name="Death">How the process ended, if it did not tell all.</param>
/// <param name="Before">
/// What came of the same storm when it stopped just before the process ended; null where that does not tell why.
/// </param>
internal sealed record StormRecording(StormFigures Figures, RunDeath? Death, StormFigures? Before)
{
    /// <summary>What it shows, violations first, each with the end of the process where that is it.</summary>
    internal ImmutableArray<(Finding Finding, RunDeath? Death)> Findings(Coverage coverage)
    {
        var findings = Judge(Figures, coverage);
        if (Death is null || findings.Any(f => f.Requirement.MakesViolation))
        {
            return [.. findings.Select(f => (f, (RunDeath?)null))];
        }

        var exhaustion = Before is null
            ? null
            : Judge(Before, new Coverage()).FirstOrDefault(f => f.Requirement.MakesViolation);
        return exhaustion is null
            ? [(new Finding(EffectRequirements.DeviceSurvives, 0, Death.How, "every register access returns"), Death)]
            : [(exhaustion, null)];
    }

    /// <summary>The guest RAM that it takes.</summary>
    internal GuestLayout Layout()
    {
        using var sheet = Figures.ToSheet();
        return StormProgram.LayoutOf(Figures.Kind, sheet);
    }

    /// <summary>It as evidence for one of its findings.</summary>
    internal Evidence ToEvidence(Finding finding, RunDeath? death, bool isReproduced) =>
        new(finding, new Scenario(0, Layout(), []), [], 0, 0, death, isReproduced)
        {
            Account = Account(),
            StormRecording = this,
        };

    private ImmutableArray<string> Account()
    {
        using var sheet = Figures.ToSheet();
        return StormAccount.Of(Figures.Kind, sheet, Death);
    }

    private static ImmutableArray<Finding> Judge(StormFigures figures, Coverage coverage)
    {
        using var sheet = figures.ToSheet();
        return StormJudge.Judge(figures.Kind, sheet, coverage);
    }
}
