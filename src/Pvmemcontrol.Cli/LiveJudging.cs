// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Reporting.Documents;
using Pvmemcontrol.Conformance.Reporting.Formats;
using Pvmemcontrol.VfioUser.Faults;
using Pvmemcontrol.VfioUser.Judging;
using Pvmemcontrol.VfioUser.Rig;

namespace Pvmemcontrol.Cli;

/// <summary>A driver judged by its device: the options of serve and guest, and the verdict of both.</summary>
internal sealed class LiveJudging
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    private readonly Option<bool> _strict = new("--strict") { Description = "fail on deviations too" };
    private readonly Option<string?> _report = ReportOption.Create();

    /// <summary>The faults that devices have when the guest asks for them.</summary>
    internal static Option<string?> FaultOption() => new("--fault")
    {
        Description = "what devices do wrong when the guest's test program asks for it: "
            + $"{string.Join(", ", FaultList.All.Select(f => $"`{FaultList.NameOf(f)}`"))}, or `{FaultList.AllWord}`",
        HelpName = "NAME,...|all",
    };

    /// <summary>The faults of an option.</summary>
    /// <exception cref="UsageException">One is unknown.</exception>
    internal static ImmutableArray<FaultKind> Faults(string? text) => text is null ? []
        : FaultList.Parse(text) ?? throw new UsageException($"--fault: '{text}' has a name that is no fault: "
            + string.Join(", ", FaultList.All.Select(FaultList.NameOf)));

    internal void AddTo(Command command)
    {
        command.Options.Add(_strict);
        command.Options.Add(_report);
    }

    /// <summary>The files of --report.</summary>
    internal ReportFile OpenReport(ParseResult result, string command) =>
        ReportFile.Open(result.GetValue(_report), command);

    /// <summary>Prints the verdict and writes the reports; the exit code.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="report">The files of --report.</param>
    /// <param name="run">What was judged.</param>
    internal int Conclude(ParseResult result, ReportFile report, LiveRun run)
    {
        var isStrict = result.GetValue(_strict);
        var exitCode = (int)OutcomeOf(run, isStrict);
        var document = LiveReport.Of(run, isStrict, exitCode);
        LiveText.Print(run, document);
        Screen.Heading("");
        Screen.Heading($"exit code {exitCode}");
        report.Write(new ReportContents(document, stream => WriteJson(stream, run, document),
            stream => DriverJUnit.Write(stream, document)));
        return exitCode;
    }

    private static Outcome OutcomeOf(LiveRun run, bool isStrict)
    {
        var findings = run.Session.Findings;
        return findings.Any(f => isStrict || f.Requirement.MakesViolation) ? Outcome.Violation
            : run.Session.Handshakes == 0 ? Outcome.NothingExercised
            : run.Trouble is not null ? Outcome.Undecided
            : Outcome.Conforms;
    }

    private static void WriteJson(Stream stream, LiveRun run, ReportDocument document) => JsonSerializer.Serialize(
        stream, new
        {
            version = 1,
            command = run.Command,
            subject = run.Subject,
            exitCode = document.ExitCode,
            seconds = run.Elapsed.TotalSeconds,
            handshakes = run.Session.Handshakes,
            taggedRequests = run.Session.TaggedRequests,
            boots = run.Session.Boots,
            isPosted = run.Session.IsPosted,
            trouble = run.Trouble,
            kernelReports = run.OtherReports.Select(r => new { title = r.Title, module = r.Module, lines = r.Lines }),
            requirements = document.Requirements.Select(r => new
            {
                id = r.Requirement.Id.ToString(),
                exercised = r.Exercised,
                isViolated = !r.NotMetBy.IsEmpty,
                notTestable = r.NotTestable,
            }),
            findings = run.Session.Findings.Select(f => new
            {
                requirement = f.Requirement.Id.ToString(),
                isViolation = f.Requirement.MakesViolation,
                device = f.Device,
                observed = f.Observed,
                times = f.Times,
                fault = f.Fault,
                accesses = f.Accesses,
                console = run.ConsoleOf(f),
                kernelReport = f.KernelReport,
            }),
        }, Indented);
}

/// <summary>What was judged.</summary>
internal sealed record LiveRun
{
    /// <summary>The command.</summary>
    internal required string Command { get; init; }

    /// <summary>What was judged, in a few words.</summary>
    internal required string Subject { get; init; }

    /// <summary>What is known.</summary>
    internal required JudgeSession Session { get; init; }

    /// <summary>What the guest printed; null if nobody listened.</summary>
    internal GuestConsole? Console { get; init; }

    /// <summary>The number of faults to choose from.</summary>
    internal required int Faults { get; init; }

    /// <summary>Wall time of the guest.</summary>
    internal required TimeSpan Elapsed { get; init; }

    /// <summary>Why the guest did not come to its own end, or null.</summary>
    internal string? Trouble { get; init; }

    /// <summary>What the guest's kernel reported that is no finding: no requirement says what causes it.</summary>
    internal ImmutableArray<KernelReport> OtherReports { get; init; } = [];

    /// <summary>What the guest printed around a finding; nothing where that is the kernel's report itself.</summary>
    internal ImmutableArray<string> ConsoleOf(DriverFinding finding) =>
        !finding.KernelReport.IsEmpty ? [] : Console?.Between(finding.MarkNumber - 1, finding.MarkNumber) ?? [];

    /// <summary>How much was done, in a few words.</summary>
    internal string Amount => string.Create(CultureInfo.InvariantCulture,
        $"{Session.Handshakes:N0} handshakes, {Session.TaggedRequests:N0} tagged requests");
}
