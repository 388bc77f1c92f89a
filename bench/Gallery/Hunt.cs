// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Conformance.Plans;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Storms;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Bench.Gallery;

/// <summary>What caught a broken device, and how.</summary>
/// <param name="Requirement">By what it was named; null when by nothing.</param>
/// <param name="How">The profile and the guest RAM, or what the guest tried to use up.</param>
/// <param name="Number">The number of the scenario or round that showed it.</param>
/// <param name="Seconds">Of the whole run until it showed, and, for a violation, was proved and shortened.</param>
/// <param name="Steps">How many steps of the counterexample are not the handshake; null where it has none.</param>
internal sealed record Catch(string? Requirement, string How, long Number, double Seconds, int? Steps);

/// <summary>What <c>conform</c> does by default, until it has said the requirement that is waited for.</summary>
internal sealed class Hunt : IPlanObserver
{
    /// <summary>As the command has it.</summary>
    private static readonly TimeSpan DefaultTime = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A deviation does not end a run. One that shows in so short a run shows no later in a longer one.
    /// </summary>
    private static readonly TimeSpan DeviationTime = TimeSpan.FromSeconds(8);

    private readonly string _wanted;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly CancellationTokenSource _enough = new();
    private double _lives;
    private double _others;

    private Hunt(string wanted) => _wanted = wanted;

    private Catch? Caught { get; set; }

    private Catch? Other { get; set; }

    /// <summary>Runs on a broken device: by the default profile, and by the other for what only that asks for.
    /// </summary>
    internal static Catch Run(Exhibit exhibit, ulong seed)
    {
        Catch? other = null;
        foreach (var profile in new[] { Profile.Abi, Profile.Linux })
        {
            var hunt = new Hunt(exhibit.Requirement);
            hunt.Run(exhibit, seed, profile);
            if (hunt.Caught is { } caught)
            {
                return caught;
            }

            other ??= hunt.Other;
        }

        return other ?? new Catch(null, "", 0, 0, null);
    }

    void IPlanObserver.Progress(string text)
    {
    }

    void IPlanObserver.Skipped(string what)
    {
    }

    void IPlanObserver.Over(Verdict verdict, PlannedRun? run)
    {
        var evidence = verdict.Deviations.Prepend(verdict.Violation).OfType<Evidence>().ToList();
        if (evidence.Find(e => e.Finding.Requirement.Id.ToString() == _wanted) is { } found)
        {
            Caught = Of(verdict, run, found);
            _enough.Cancel();
        }
        else if (evidence is [var first, ..])
        {
            Other ??= Of(verdict, run, first);
        }

        _lives += verdict.Storm == StormKind.Lives ? verdict.Elapsed.TotalSeconds : 0;
        _others += run is null ? verdict.Elapsed.TotalSeconds : 0;
    }

    private void Run(Exhibit exhibit, ulong seed, Profile profile)
    {
        var time = Catalogue.Find(exhibit.Requirement)!.MakesViolation ? DefaultTime : DeviationTime;
        string[] backings = exhibit.NeedsHugePages
            ? [Layouts.StandardName, Layouts.HugeName]
            : [Layouts.StandardName];
        var plan = Plan.For([(TargetSpec.Library(exhibit.Library), profile)], backings, time);
        new PlanRun(plan, new CampaignOptions
        {
            Seed = seed,
            Profile = profile,
            Cancellation = _enough.Token,
        }, this).Run();
    }

    private Catch Of(Verdict verdict, PlannedRun? run, Evidence found)
    {
        int? steps = found.Rate is { } rate ? rate.Steps
            : found.Account.IsEmpty ? found.Scenario.StepsAfterHandshake
            : null;
        var seconds = found == verdict.Violation || run is null
            ? _clock.Elapsed.TotalSeconds
            : WhenShown(verdict, run, found);
        return new Catch(found.Finding.Requirement.Id.ToString(), verdict.Measure, found.Index + 1, seconds, steps);
    }

    /// <summary>A run goes on after a deviation: what counts is when it showed.</summary>
    private double WhenShown(Verdict verdict, PlannedRun run, Evidence deviation)
    {
        var own = verdict.Elapsed.TotalSeconds * (deviation.Index + 1) / verdict.Scenarios;
        return own + (own <= run.FirstPart.TotalSeconds ? _lives : _others);
    }
}
