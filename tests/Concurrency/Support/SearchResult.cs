// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Concurrency.Support;

/// <summary>What a batch of schedules gave.</summary>
/// <param name="Schedules">How many were run; the last is the one with the finding, if there is one.</param>
/// <param name="Distinct">How many different ones.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Finding">What went wrong, or null.</param>
/// <param name="Trace">What replays the schedule with the finding.</param>
/// <param name="Journal">What happened in the last schedule.</param>
/// <param name="Situations">The situations that occurred in any of them.</param>
/// <param name="Uncontrolled">Calls that the strategy does not control; there must be none.</param>
/// <param name="Unended">How many schedules an unfair strategy did not complete.</param>
/// <param name="Steps">How many steps the longest schedule had.</param>
internal sealed record SearchResult(
    int Schedules,
    int Distinct,
    TimeSpan Elapsed,
    string? Finding,
    string Trace,
    Journal Journal,
    IReadOnlySet<string> Situations,
    IReadOnlyList<string> Uncontrolled,
    int Unended,
    int Steps);
