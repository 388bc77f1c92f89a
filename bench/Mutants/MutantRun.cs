// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Plans;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;

namespace Pvmemcontrol.Mutants;

/// <summary>What a run has named.</summary>
/// <param name="Counterexample">The requirement, and what shows it.</param>
/// <param name="Measure">The profile and the guest RAM, or what the guest tried to use up.</param>
/// <param name="Seconds">
/// Of the whole run until it showed, and, for a violation, was shown again and reduced.
/// </param>
internal sealed record Catch(Counterexample Counterexample, string Measure, double Seconds)
{
    /// <summary>The requirement's ID.</summary>
    internal string Requirement => Counterexample.Finding.Requirement.Id.ToString();

    /// <summary>The number of the scenario or round that showed it, from 1.</summary>
    internal long Number => Counterexample.Origin.Index + 1;

    /// <summary>How many steps of the counterexample are not the handshake; null where it has none.</summary>
    internal int? Steps => Counterexample switch
    {
        ScenarioCounterexample scenario => scenario.Scenario.StepsAfterHandshake,
        { Reproduction: Rate } => Counterexample.Steps.Count(),
        _ => null,
    };
}

/// <summary>
/// What <c>conform</c> does by default to a mutant, until it has named the requirement that the mutant does not meet
/// and has shown it again.
/// </summary>
internal sealed class MutantRun : IPlanObserver
{
    private readonly string _requirement;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly CancellationTokenSource _enough = new();
    private double _lives;
    private double _others;
    private Catch? _caught;
    private Catch? _first;

    private MutantRun(string requirement) => _requirement = requirement;

    /// <summary>
    /// Runs with each profile in turn: linux is for requirements that only linux adds. Gives what names the
    /// requirement; otherwise whatever was found first, or null.
    /// </summary>
    /// <param name="mutant">The device, or the kernel.</param>
    /// <param name="requirement">The ID of what it does not meet.</param>
    /// <param name="backings">The guest RAM, as on the command line.</param>
    /// <param name="time">The time of each run, as on the command line.</param>
    /// <param name="options">The seed, and what else ends each part of them.</param>
    /// <param name="profiles">The profiles; none for both.</param>
    internal static Catch? Of(TargetSpec mutant, string requirement, IReadOnlyList<string> backings, TimeSpan time,
        CampaignOptions options, params ReadOnlySpan<Profile> profiles)
    {
        Catch? first = null;
        foreach (var profile in profiles.IsEmpty ? [Profile.Abi, Profile.Linux] : profiles)
        {
            var run = new MutantRun(requirement);
            var plan = Plan.For([(mutant, profile)], backings, time);
            new PlanRun(plan, options with { Profile = profile, Cancellation = run._enough.Token }, run).Run();
            if (run._caught is { } caught)
            {
                return caught;
            }

            first ??= run._first;
        }

        return first;
    }

    void IPlanObserver.Progress(string text)
    {
    }

    void IPlanObserver.Skipped(string what)
    {
    }

    void IPlanObserver.Over(Verdict verdict, PlannedRun? run)
    {
        foreach (var shown in verdict.Counterexamples)
        {
            var found = new Catch(shown, verdict.Kind.Measure, SecondsUntil(shown, verdict, run));
            _first ??= found;
            if (_caught is null && found.Requirement == _requirement && (shown.IsReproduced || shown.IsHard))
            {
                _caught = found;
                _enough.Cancel();
            }
        }

        _lives += verdict.Kind.Name == "bounds-lives" ? verdict.Elapsed.TotalSeconds : 0;
        _others += run is null ? verdict.Elapsed.TotalSeconds : 0;
    }

    /// <summary>A run goes on after a deviation: what counts is when it showed.</summary>
    private double SecondsUntil(Counterexample shown, Verdict verdict, PlannedRun? run)
    {
        if (shown == verdict.Violation || run is null)
        {
            return _clock.Elapsed.TotalSeconds;
        }

        var own = verdict.Elapsed.TotalSeconds * (shown.Origin.Index + 1) / verdict.Scenarios;
        return own + (own <= run.FirstPart.TotalSeconds ? _lives : _others);
    }
}
