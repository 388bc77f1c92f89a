// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Globalization;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Worlds;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Reporting.Documents;

/// <summary>The runs on devices as a document.</summary>
public static class DeviceReport
{
    /// <summary>The document of conform, of verify with its worlds, and of a replay.</summary>
    /// <param name="command">The command.</param>
    /// <param name="verdicts">The runs.</param>
    /// <param name="worlds">The worlds that were searched too.</param>
    /// <param name="ended">The exit code, and what it means.</param>
    /// <param name="isStrict">True when deviations fail.</param>
    public static ReportDocument Of(string command, IReadOnlyList<Verdict> verdicts, IReadOnlyList<WorldRun> worlds,
        (int Code, string Meaning) ended, bool isStrict)
    {
        var findings = verdicts.SelectMany(v => v.Counterexamples.Select(c => Finding(v, c, isStrict)));
        return new ReportDocument
        {
            Command = command,
            Subject = string.Join(", ", verdicts.Select(v => v.Target.DisplayName).Distinct()),
            ExitCode = ended.Code,
            Meaning = ended.Meaning,
            Seed = verdicts.Count > 0 ? verdicts[0].Seed : null,
            Runs = [.. verdicts.Select(Run), .. worlds.Select(WorldReport.Run)],
            Findings = ReportDocument.Ordered([.. findings, .. worlds.SelectMany(WorldReport.Findings)]),
            Requirements = [.. Catalogue.All.Select(r => Row(r, verdicts, worlds))],
            Remarks = Remarks(verdicts),
        };
    }

    private static ReportRun Run(Verdict verdict) => new(
        verdict.Target.DisplayName,
        verdict.Kind.Measure,
        string.Create(CultureInfo.InvariantCulture,
            $"{verdict.Scenarios:N0} {verdict.Kind.Unit}{(verdict.Scenarios == 1 ? "" : "s")}, {verdict.Requests:N0} ")
            + (verdict.Target.Kind == TargetKind.BareKernel ? "host calls" : "requests"),
        verdict.Elapsed.TotalSeconds,
        Result(verdict) + (verdict.Remark is { } remark ? $" ({remark})" : ""),
        verdict.Outcome == Outcome.Conforms && verdict.Deviations.IsEmpty);

    private static string Result(Verdict verdict)
    {
        var against = verdict.Violation is { } v ? $" of {v.Finding.Requirement.Id}" : "";
        return verdict.Outcome switch
        {
            Outcome.Conforms when verdict.Deviations.IsEmpty => "conforms",
            Outcome.Conforms => $"conforms, {Deviations(verdict)}",
            Outcome.Violation => against.Length > 0 ? $"violation{against}" : $"{Deviations(verdict)} (strict)",
            Outcome.Undecided => against.Length > 0 ? $"suspected violation{against}" : "undecided: ended early",
            Outcome.HostModelDiffers => "the host model differs; the device is not blamed",
            Outcome.Died => $"died: violation{against}",
            Outcome.NothingExercised => "nothing was exercised",
            _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
        };
    }

    private static string Deviations(Verdict verdict) =>
        verdict.Deviations.Length == 1 ? "1 deviation" : $"{verdict.Deviations.Length} deviations";

    private static ReportFinding Finding(Verdict verdict, Counterexample shown, bool isStrict)
    {
        var (before, steps, memory) = DevicePictures.Of(shown);
        var severity = SeverityOf(verdict, shown);
        return new ReportFinding
        {
            Requirement = shown.Finding.Requirement,
            Severity = severity,
            Fails = shown.KnownAs is null && severity switch
            {
                Severity.Violation or Severity.Suspected => true,
                Severity.HostModelDiffers => false,
                Severity.Deviation => isStrict && shown.IsReproduced,
                _ => throw new ArgumentOutOfRangeException(nameof(shown)),
            },
            Where = $"{verdict.Target.DisplayName}, {verdict.Kind.Heading}",
            Observed = shown.Observed,
            Allowed = shown.Finding.Allowed,
            Before = [$"guest RAM: {CounterexampleText.Describe(shown.Layout)}", .. before],
            Steps = steps,
            Memory = memory,
            Provenance =
            [
                .. shown.KnownAs is { } reason ? new[] { $"a known issue, which does not fail: {reason}" } : [],
                .. shown.Provenance.Select(p => p.Trim()),
            ],
            TraceFile = shown.TraceFile,
            Again = shown.TraceFile is { } file
                ? $"pvmemcontrol replay {file} --against {shown.Origin.Target}"
                : null,
        };
    }

    private static Severity SeverityOf(Verdict verdict, Counterexample shown) =>
        shown.Finding.Requirement.Id.Area == RequirementArea.Host
            || (verdict.Outcome == Outcome.HostModelDiffers && ReferenceEquals(shown, verdict.Violation))
            ? Severity.HostModelDiffers
        : !shown.Finding.Requirement.MakesViolation ? Severity.Deviation
        : shown.IsReproduced || shown.IsHard ? Severity.Violation
        : Severity.Suspected;

    private static ReportRequirement Row(
        Requirement requirement, IReadOnlyList<Verdict> verdicts, IReadOnlyList<WorldRun> worlds)
    {
        if (requirement.Check == RequirementCheck.Worlds && worlds.Count > 0)
        {
            return WorldReport.Row(requirement, worlds);
        }

        var reason = CoverageTable.NotTestable(requirement, verdicts);
        return new ReportRequirement(requirement, CoverageTable.Exercised(requirement, verdicts),
            [.. CoverageTable.NotMetBy(requirement, verdicts)], reason);
    }

    private static ImmutableArray<string> Remarks(IReadOnlyList<Verdict> verdicts)
    {
        var never = CoverageTable.NeverExercised(verdicts).Select(r => r.Id.ToString()).ToList();
        return never.Count == 0 ? [] : [$"Never exercised, and therefore not checked: {string.Join(", ", never)}."];
    }
}
