// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Verdicts;

/// <summary>How long, how strictly and from which seed a target is judged.</summary>
public sealed record CampaignOptions
{
    /// <summary>Where scenarios come from.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The measure.</summary>
    public required Profile Profile { get; init; }

    /// <summary>True when deviations count as violations.</summary>
    public bool IsStrict { get; init; }

    /// <summary>Stop after so long; null for no limit of time.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>Stop after so many requests; null for no limit of requests.</summary>
    public long? Requests { get; init; }

    /// <summary>The guest RAM that scenarios run on, by its name in <see cref="Layouts.ByName"/>.</summary>
    public string Backing { get; init; } = Layouts.StandardName;

    /// <summary>That guest RAM.</summary>
    internal GuestLayout Layout => Layouts.ByName[Backing];

    /// <summary>About how many steps a scenario has.</summary>
    public int ScenarioSize { get; init; } = 30;

    /// <summary>What a run comes to that showed no violation, but these.</summary>
    internal Outcome OutcomeOf(IEnumerable<Evidence> deviations) =>
        IsStrict && deviations.Any(d => d.IsReproduced) ? Outcome.Violation : Outcome.Conforms;

    /// <summary>For how long at most a round that shows a violation is reduced.</summary>
    public TimeSpan LongestReduction { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How runner processes are started.</summary>
    public RunnerSettings Runner { get; init; } = RunnerSettings.Default;

    /// <summary>Ends the run early, which leaves it undecided.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Is told the requests so far, now and then; null for nobody.</summary>
    public Action<long>? Progress { get; init; }
}
