// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Storms;
using Pvmemcontrol.Conformance.Traces;

namespace Pvmemcontrol.Conformance.Verdicts;

/// <summary>A finding with the scenario that shows it.</summary>
/// <param name="Finding">The requirement, what was observed, what would have been allowed.</param>
/// <param name="Scenario">The scenario; minimised if the finding showed again.</param>
/// <param name="Observations">What its steps showed.</param>
/// <param name="Index">Which scenario of the run it was generated as, from 0.</param>
/// <param name="OriginalSteps">How many steps it had before it was minimised.</param>
/// <param name="Death">How the process ended, if it did.</param>
/// <param name="IsReproduced">True when a fresh process showed it again.</param>
public sealed record Evidence(
    Finding Finding,
    Scenario Scenario,
    ImmutableArray<Observation> Observations,
    long Index,
    int OriginalSteps,
    RunDeath? Death,
    bool IsReproduced)
{
    /// <summary>What the guest did, a line each, where it was too much for the steps of a scenario.</summary>
    public ImmutableArray<string> Account { get; init; } = [];

    /// <summary>All that the scenario's run showed; null where there is no scenario.</summary>
    public Recording? Recording { get; init; }

    /// <summary>All that a run of the round showed; null where there is no round.</summary>
    internal RoundRecording? RoundRecording { get; init; }

    /// <summary>The figures of the storm; null where there is no storm.</summary>
    internal StormRecording? StormRecording { get; init; }

    /// <summary>The file that the recording was written to, or null.</summary>
    public string? TraceFile { get; init; }

    /// <summary>What is said in the last line, where that is not how it was found; null otherwise.</summary>
    public string? Remark { get; init; }

    /// <summary>What the guest did: the account, or the scenario's steps.</summary>
    public IEnumerable<string> Deeds => Account.IsEmpty ? Scenario.Steps.Select(s => s.ToString()) : Account;

    /// <summary>What stands above the account, unnumbered.</summary>
    public ImmutableArray<string> Heads { get; init; } = [];

    /// <summary>True when it is a late write that was seen in memory.</summary>
    public bool IsInMemory { get; init; }

    /// <summary>How often it showed again, where that is a matter of luck; null where it is not.</summary>
    public Rate? Rate { get; init; }

    /// <summary>True when to be shown once is to be shown.</summary>
    public bool IsHard => IsInMemory || Death is { IsHardEvidence: true };

    /// <summary>What it comes to, where it is evidence of a violation.</summary>
    internal Outcome Outcome => !IsReproduced && !IsHard ? Outcome.Undecided
        : Death is not null ? Outcome.Died
        : Outcome.Violation;
}
