// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Storms;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;

namespace Pvmemcontrol.Conformance.Verdicts;

/// <summary>What a run says of a target.</summary>
/// <param name="Target">Who.</param>
/// <param name="Profile">By which measure.</param>
/// <param name="Backing">On which guest RAM.</param>
/// <param name="Seed">Of the run: the same seed gives the same scenarios.</param>
/// <param name="Outcome">In a word.</param>
/// <param name="Scenarios">How many were judged.</param>
/// <param name="Requests">How many requests those sent, or host calls those made.</param>
/// <param name="Elapsed">Wall time.</param>
/// <param name="Coverage">What was put to the test.</param>
/// <param name="Violation">The first violation, minimised; null when there is none.</param>
/// <param name="Deviations">The first of each deviation.</param>
public sealed record Verdict(
    TargetSpec Target,
    Profile Profile,
    string Backing,
    ulong Seed,
    Outcome Outcome,
    long Scenarios,
    long Requests,
    TimeSpan Elapsed,
    Coverage Coverage,
    Evidence? Violation,
    ImmutableArray<Evidence> Deviations)
{
    /// <summary>What a guest tried to use up in this run; null where it was a run of scenarios.</summary>
    public StormKind? Storm { get; init; }

    /// <summary>True where several vCPUs were at work at once; a scenario is a round then.</summary>
    public bool IsConcurrent { get; init; }

    /// <summary>Figures of the run in a few words, or null.</summary>
    public string? Remark { get; init; }

    /// <summary>False when the target was asked for a VM reset and has none.</summary>
    public bool OffersReset { get; init; } = true;

    /// <summary>False when the target was asked to be saved and restored and cannot be.</summary>
    public bool OffersRestore { get; init; } = true;

    /// <summary>The run in a few words, without the target.</summary>
    public string Measure => Storm is { } storm
        ? $"bounds, {storm.ToString().ToLowerInvariant()}"
        : IsConcurrent ? "several vCPUs"
        : $"{Profile.ToString().ToLowerInvariant()}, {Backing}";
}
