// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Reporting.Documents;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.VfioUser.Judging;

namespace Pvmemcontrol.Cli;

/// <summary>What the devices of a guest found of its driver, as a document.</summary>
internal static class LiveReport
{
    /// <summary>The document.</summary>
    /// <param name="run">What was judged.</param>
    /// <param name="isStrict">Deviations fail too.</param>
    /// <param name="exitCode">The exit code of the tool.</param>
    internal static ReportDocument Of(LiveRun run, bool isStrict, int exitCode) => new()
    {
        Command = run.Command,
        Subject = run.Subject,
        ExitCode = exitCode,
        Meaning = ExitCodes.MeaningOf(exitCode),
        Runs = [new("guest", $"{run.Faults} faults", run.Amount, run.Elapsed.TotalSeconds, Result(run),
            run.Session.Findings.IsEmpty && run.Trouble is null)],
        Findings = ReportDocument.Ordered(run.Session.Findings.Select(f => Finding(run, f, isStrict))),
        Requirements =
        [
            .. Catalogue.All.Where(r => r.Id.Area == RequirementArea.Drv || IsFound(run, r))
                .Select(r => Row(run, r)),
        ],
        Remarks =
        [
            .. run.Trouble is { } trouble ? [$"The run did not come to its end: {trouble}."] : Array.Empty<string>(),
            .. run.OtherReports.Select(r => $"The guest's kernel reports: {r.Title}"),
        ],
    };

    /// <summary>The result in a few words.</summary>
    internal static string Result(LiveRun run)
    {
        var findings = run.Session.Findings;
        var names = string.Join(", ", findings.Where(f => f.Requirement.MakesViolation).Select(f => f.Requirement.Id));
        var deviations = string.Join(", ",
            findings.Where(f => !f.Requirement.MakesViolation).Select(f => f.Requirement.Id));
        return (names.Length > 0 ? $"VIOLATION of {names}"
                : run.Session.Handshakes == 0 ? "nothing was exercised"
                : "conforms")
            + (deviations.Length > 0 ? $"; deviation from {deviations}" : "")
            + (run.Session.IsPosted ? "; the driver is not judged" : "")
            + (run.Trouble is { } trouble ? $"; {trouble}" : "");
    }

    private static bool IsFound(LiveRun run, Requirement requirement) =>
        run.Session.Findings.Any(f => f.Requirement == requirement);

    private static ReportRequirement Row(LiveRun run, Requirement requirement)
    {
        var exercised = run.Session.Exercised(requirement);
        var isJudged = JudgeSession.Judged.TryGetValue(requirement, out var needs);
        return new ReportRequirement(requirement, exercised, IsFound(run, requirement) ? [run.Subject] : [],
            exercised > 0 || IsFound(run, requirement) ? null
            : run.Session.IsPosted ? "not testable here: register writes are posted"
            : isJudged ? $"not testable here: needs {needs}"
            : "not testable here: shows in the driver's source only; see check --driver");
    }

    private static ReportFinding Finding(LiveRun run, DriverFinding finding, bool isStrict)
    {
        ImmutableArray<string> console = run.ConsoleOf(finding);
        return new ReportFinding
        {
            Requirement = finding.Requirement,
            Severity = finding.Requirement.MakesViolation ? Severity.Violation : Severity.Deviation,
            Fails = isStrict || finding.Requirement.MakesViolation,
            Where = $"{finding.Device}, fault {finding.Fault}",
            Observed = finding.Observed,
            Before =
            [
                .. finding.KernelReport.Select(line => $"kernel: {line}"),
                .. console.Select(line => $"console: {line}"),
            ],
            Steps = Interleaving.InTurn(["guest"], finding.Accesses.Select(a => (0, a.Trim(), (string?)null,
                (string?)null)), finding.Accesses.Length - 1),
            Provenance = [finding.Times == 1 ? "observed once" : $"observed {finding.Times} times"],
        };
    }
}
