// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Globalization;
using Pvmemcontrol.Conformance.Worlds;
using Pvmemcontrol.Model.Checking;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Reporting.Documents;

/// <summary>The worlds of a driver's model as a document.</summary>
public static class WorldReport
{
    /// <summary>The document of check.</summary>
    /// <param name="worlds">The worlds that were searched, with one driver.</param>
    /// <param name="ended">The exit code, and what it means.</param>
    public static ReportDocument Of(IReadOnlyList<WorldRun> worlds, (int Code, string Meaning) ended)
    {
        var driver = worlds.Count > 0 ? worlds[0].Driver : null;
        return new ReportDocument
        {
            Command = "check",
            Subject = $"driver {driver?.Name}",
            ExitCode = ended.Code,
            Meaning = ended.Meaning,
            Runs = [.. worlds.Select(Run)],
            Findings = ReportDocument.Ordered(Shortest(worlds).Select(p => Finding(p.Run, p.Violation))),
            Requirements =
            [
                .. Catalogue.All.Where(r => r.Check == RequirementCheck.Worlds).Select(r => Row(r, worlds)),
            ],
            Remarks = driver is null || driver.NotRead.IsEmpty
                ? []
                : [$"Not checked in this revision: {string.Join(", ", driver.NotRead)}."],
        };
    }

    /// <summary>The shortest counterexample of each requirement.</summary>
    internal static IEnumerable<(WorldRun Run, Violation Violation)> Shortest(IReadOnlyList<WorldRun> worlds) => worlds
        .SelectMany(run => run.Exploration.Violations.Select(violation => (run, violation)))
        .GroupBy(p => p.violation.Requirement)
        .Select(g => g.MinBy(p => (p.violation.Steps.Length, p.run.Setup.Actors.Length)));

    /// <summary>The findings of one world.</summary>
    internal static IEnumerable<ReportFinding> Findings(WorldRun run) =>
        run.Exploration.Violations.Select(v => Finding(run, v));

    /// <summary>A world as a run.</summary>
    internal static ReportRun Run(WorldRun run) => new(
        run.Setup.Name,
        run.Bounds,
        string.Create(CultureInfo.InvariantCulture,
            $"{run.Exploration.States:N0} states, {run.Exploration.Transitions:N0} transitions, "
            + $"depth {run.Exploration.Depth}"),
        run.Elapsed.TotalSeconds,
        WorldTable.Result(run),
        run.IsExhausted && run.Exploration.Violations.IsEmpty && run.Unreached.IsEmpty);

    /// <summary>What the worlds say about a requirement: it is asked of every state that was reached.</summary>
    internal static ReportRequirement Row(Requirement requirement, IReadOnlyList<WorldRun> worlds)
    {
        var judging = worlds.Where(w => w.Exploration.World.Always.Contains(requirement)
            || w.Exploration.World.Deadlock == requirement).ToList();
        return new ReportRequirement(requirement, judging.Sum(w => w.Exploration.States),
            [
                .. worlds.Where(w => w.Exploration.Violations.Any(v => v.Requirement == requirement))
                    .Select(w => w.Setup.Name),
            ],
            judging.Count > 0 ? null : "none of these worlds judges it");
    }

    /// <summary>The line of the driver that a step is; null for a step of another actor.</summary>
    internal static string? SourceOf(StepLabel label) =>
        label.Source.Length > 0 && label.Source != label.Actor ? label.Source : null;

    private static ReportFinding Finding(WorldRun run, Violation violation)
    {
        ImmutableArray<string> actors =
        [
            .. run.Setup.Actors.Select(a => a.Name).Where(a => violation.Steps.Any(s => s.Label.Actor == a)),
            .. violation.Steps.Select(s => s.Label.Actor).Distinct()
                .Where(a => run.Setup.Actors.All(known => known.Name != a)),
        ];
        var steps = violation.Steps.Select((s, i) => (actors.IndexOf(s.Label.Actor), s.Label.Text,
            s.After == (i == 0 ? violation.Start : violation.Steps[i - 1].After) ? null : s.After,
            SourceOf(s.Label)));
        return new ReportFinding
        {
            Requirement = violation.Requirement,
            Severity = violation.Requirement.MakesViolation ? Severity.Violation : Severity.Deviation,
            Fails = violation.Requirement.MakesViolation,
            Where = $"world {run.Setup.Name}, driver {run.Driver.Name}: {run.Bounds}",
            Observed = WorldCounterexampleText.Outcome(violation),
            Before =
            [
                .. run.Setup.Before.IsEmpty ? [] : new[] { $"before: {string.Join(", ", run.Setup.Before)}" },
                $"at first: {violation.Start}",
            ],
            Steps = Interleaving.InTurn(actors, steps, violation.Steps.Length - 1),
            Provenance = ["no shorter path in this world leads there"],
            Again = $"pvmemcontrol check --driver {run.Driver.Name} --world {run.Setup.Name}",
        };
    }
}
