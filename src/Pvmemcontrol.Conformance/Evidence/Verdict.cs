// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>The result of a run on a target.</summary>
/// <param name="Kind">The kind of run.</param>
/// <param name="Target">What was judged.</param>
/// <param name="Profile">The profile.</param>
/// <param name="Backing">The kind of guest RAM.</param>
/// <param name="Seed">The seed of the run: the same seed gives the same scenarios.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Scenarios">How many scenarios or rounds were judged.</param>
/// <param name="Requests">How many requests these sent, or host calls they made.</param>
/// <param name="Elapsed">Wall time.</param>
/// <param name="Coverage">What was exercised.</param>
/// <param name="Violation">The first violation, minimised; null when there is none.</param>
/// <param name="Deviations">The first of each deviation.</param>
public sealed record Verdict(
    RunKind Kind,
    TargetSpec Target,
    Profile Profile,
    string Backing,
    ulong Seed,
    Outcome Outcome,
    long Scenarios,
    long Requests,
    TimeSpan Elapsed,
    Coverage Coverage,
    Counterexample? Violation,
    ImmutableArray<Counterexample> Deviations)
{
    /// <summary>Figures of the run in a few words, or null.</summary>
    public string? Remark { get; init; }

    /// <summary>Whether the target has a VM reset; null where the run did not ask for one.</summary>
    public bool? OffersReset { get; init; }

    /// <summary>Whether the target can be saved and restored; null where the run did not ask for that.</summary>
    public bool? OffersRestore { get; init; }

    /// <summary>Further violations, each of another defect, of a run that went on after the first.</summary>
    public ImmutableArray<Counterexample> More { get; init; } = [];

    /// <summary>
    /// What several vCPUs or a large guest showed though one vCPU should show it too: it counts only if scenarios do
    /// not find its cause.
    /// </summary>
    internal ImmutableArray<Counterexample> Leads { get; init; } = [];

    /// <summary>The requirements of known defects that this run met again.</summary>
    public ImmutableArray<Requirement> Again { get; init; } = [];

    /// <summary>All violations.</summary>
    public IEnumerable<Counterexample> Violations => Violation is null ? More : [Violation, .. More];

    /// <summary>The violations and the deviations.</summary>
    public IEnumerable<Counterexample> Counterexamples => [.. Violations, .. Deviations];

    /// <summary>The verdict with another violation.</summary>
    internal Verdict With(Counterexample violation)
    {
        var all = Violations.Append(violation).OrderBy(SeverityOrder.Of).ToList();
        return this with
        {
            Violation = all[0],
            More = [.. all.Skip(1)],
            Outcome = Outcomes.MostSevere([violation.Outcome, Outcome]),
        };
    }

    /// <summary>The counterexample to a requirement, or null.</summary>
    public Counterexample? Against(Requirement requirement) =>
        Counterexamples.FirstOrDefault(c => c.Finding.Requirement == requirement);
}
