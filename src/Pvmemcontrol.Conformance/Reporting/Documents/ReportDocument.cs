// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Reporting.Documents;

/// <summary>
/// What a command found, whatever it judged: the same for a device, a driver's model and a driver's source, and the
/// source of every report that people read.
/// </summary>
public sealed record ReportDocument
{
    /// <summary>The command: conform, verify, check or replay.</summary>
    public required string Command { get; init; }

    /// <summary>What was judged, in a few words.</summary>
    public required string Subject { get; init; }

    /// <summary>The exit code of the tool.</summary>
    public required int ExitCode { get; init; }

    /// <summary>What the exit code means, in a sentence.</summary>
    public required string Meaning { get; init; }

    /// <summary>The version of the tool.</summary>
    public string Version { get; init; } = typeof(ReportDocument).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>The seed of the run; null where nothing was drawn.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The runs, or the worlds.</summary>
    public ImmutableArray<ReportRun> Runs { get; init; } = [];

    /// <summary>The findings, the heaviest first.</summary>
    public ImmutableArray<ReportFinding> Findings { get; init; } = [];

    /// <summary>The requirements that the command is about, in the order of the catalogue.</summary>
    public ImmutableArray<ReportRequirement> Requirements { get; init; } = [];

    /// <summary>What else has to be said: what was never exercised, what was left out.</summary>
    public ImmutableArray<string> Remarks { get; init; } = [];

    /// <summary>How many findings have this weight.</summary>
    public int Count(Severity severity) => Findings.Count(f => f.Severity == severity);

    /// <summary>The findings by severity and requirement: the order of every report.</summary>
    public static ImmutableArray<ReportFinding> Ordered(IEnumerable<ReportFinding> findings) =>
    [
        .. findings.OrderBy(f => f.Severity).ThenBy(f => f.Requirement.Id.Area)
            .ThenBy(f => f.Requirement.Id.Number),
    ];
}

/// <summary>A run, or a world that was searched.</summary>
/// <param name="Name">What was judged.</param>
/// <param name="Measure">How: profile, kind of guest RAM, bounds.</param>
/// <param name="Amount">How much: scenarios and requests, or states, or schedules.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="Result">In a few words.</param>
/// <param name="IsGood">True when nothing is wrong.</param>
public sealed record ReportRun(
    string Name, string Measure, string Amount, double Seconds, string Result, bool IsGood);

/// <summary>What the command says about a requirement.</summary>
/// <param name="Requirement">The requirement.</param>
/// <param name="Exercised">How often it was exercised; null where that is not counted.</param>
/// <param name="NotMetBy">Who did not meet it; empty if nobody.</param>
/// <param name="NotTestable">Why it could not be exercised here, or null.</param>
public sealed record ReportRequirement(
    Requirement Requirement, long? Exercised, ImmutableArray<string> NotMetBy, string? NotTestable)
{
    /// <summary>The state of the requirement.</summary>
    public CoverageState State => !NotMetBy.IsEmpty ? CoverageState.NotMet
        : Exercised is null or > 0 ? CoverageState.Met
        : NotTestable is null ? CoverageState.Never
        : CoverageState.NotTestable;
}

/// <summary>What can be said of a requirement.</summary>
public enum CoverageState
{
    /// <summary>Somebody did not meet it.</summary>
    NotMet,

    /// <summary>It could have been exercised and was not.</summary>
    Never,

    /// <summary>It was exercised, and met.</summary>
    Met,

    /// <summary>Nothing here could exercise it.</summary>
    NotTestable,
}
