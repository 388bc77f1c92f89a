// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>How long, how strictly and from which seed a target is judged.</summary>
public sealed record CampaignOptions
{
    /// <summary>The seed of the scenarios.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The profile.</summary>
    public required Profile Profile { get; init; }

    /// <summary>True when deviations count as violations.</summary>
    public bool IsStrict { get; init; }

    /// <summary>The time limit; null for none.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>The part of the whole run that is done here.</summary>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>
    /// How many scenarios each run with one vCPU has, in all parts together; null for no limit but the time.
    /// </summary>
    public long? Scenarios { get; init; }

    /// <summary>The limit of requests; null for none.</summary>
    public long? Requests { get; init; }

    /// <summary>The guest RAM that scenarios run on, by its name in <see cref="Layouts.ByName"/>.</summary>
    public string Backing { get; init; } = Layouts.StandardName;

    /// <summary>That guest RAM.</summary>
    internal GuestLayout Layout => Layouts.ByName[Backing];

    /// <summary>About how many steps a scenario has.</summary>
    public int ScenarioSize { get; init; } = 30;

    /// <summary>The outcome of a run with these deviations and no violation.</summary>
    internal Outcome OutcomeOf(IEnumerable<Counterexample> deviations) =>
        IsStrict && deviations.Any(d => d.IsReproduced) ? Outcome.Violation : Outcome.Conforms;

    /// <summary>The most time to reduce a round that shows a violation.</summary>
    public TimeSpan LongestReduction { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>The same for every further violation of a run that goes on, so that several proofs fit.</summary>
    internal TimeSpan LongestFurther { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// True once a run that goes on has proved a violation. Until then it works as one that stops at the first.
    /// </summary>
    internal bool IsAround => GoesOn && Known is { IsAnythingProved: true };

    /// <summary>The most time to reduce the next violation.</summary>
    internal TimeSpan LongestNext => IsAround ? LongestFurther : LongestReduction;

    /// <summary>True to go on after a violation, around it; false to stop at the first.</summary>
    public bool GoesOn { get; init; }

    /// <summary>The defects of the target that a run goes around; null for a run that stops at the first.</summary>
    internal KnownDefects? Known { get; init; }

    /// <summary>How runner processes are started.</summary>
    public RunnerSettings Runner { get; init; } = RunnerSettings.Default;

    /// <summary>Ends the run early, which leaves it undecided.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Called now and then with the number of requests so far; null for no progress.</summary>
    public Action<long>? Progress { get; init; }
}
