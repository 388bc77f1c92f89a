// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;

namespace Pvmemcontrol.Bench.Gallery;

/// <summary>What caught a broken device, and how.</summary>
/// <param name="Requirement">By what it was named; null when by nothing.</param>
/// <param name="How">The profile and the guest RAM, or what the guest tried to use up.</param>
/// <param name="Scenario">The number of the scenario that showed it.</param>
/// <param name="Seconds">Until it showed, and, for a violation, was proved and shortened.</param>
/// <param name="Steps">How many steps of the counterexample are not the handshake; null where it has none.</param>
internal sealed record Catch(string? Requirement, string How, long Scenario, double Seconds, int? Steps)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Runs what conform would: scenarios in profile abi; in profile linux for what only that asks for; then what a
    /// guest can use up. It ends with the first that names the requirement.
    /// </summary>
    internal static Catch Hunt(Exhibit exhibit, ulong seed)
    {
        var clock = Stopwatch.StartNew();
        Catch? other = null;
        foreach (var profile in new[] { Profile.Abi, Profile.Linux })
        {
            // A deviation does not end a run: what is not a violation has shown in a part of the time, or never does.
            var options = OptionsOf(exhibit, seed, profile);
            var verdict = new Campaign(TargetSpec.Library(exhibit.Library), options).Run();
            var found = Of(verdict, exhibit.Requirement, clock.Elapsed);
            if (found?.Requirement == exhibit.Requirement)
            {
                return found;
            }

            other ??= found;
        }

        var probe = new BoundsProbe(TargetSpec.Library(exhibit.Library), OptionsOf(exhibit, seed, Profile.Abi));
        foreach (var verdict in probe.RunLives().Concat(probe.Run()))
        {
            if (Of(verdict, exhibit.Requirement, clock.Elapsed) is { } found
                && found.Requirement == exhibit.Requirement)
            {
                // The run of scenarios before it is not what caught it.
                return found with { Seconds = verdict.Elapsed.TotalSeconds };
            }
        }

        return other ?? new Catch(null, "", 0, clock.Elapsed.TotalSeconds, null);
    }

    /// <summary>The steps beside RESET, the REGISTERs and READY of the first handshake.</summary>
    internal static int StepsAfterHandshake(Scenario scenario)
    {
        var ready = scenario.Steps.IndexOf(new Step.Command(TransportCommand.Ready));
        return ready < 0
            ? scenario.Steps.Length
            : scenario.Steps.Where((step, i) => i > ready || step is not (Step.Command or Step.Register)).Count();
    }

    private static CampaignOptions OptionsOf(Exhibit exhibit, ulong seed, Profile profile) => new()
    {
        Seed = seed,
        Profile = profile,
        Backing = exhibit.NeedsHugePages ? Layouts.HugeName : Layouts.StandardName,
        Requests = 40_000,
        Time = Patience,
    };

    private static Catch? Of(Verdict verdict, string wanted, TimeSpan elapsed)
    {
        var evidence = verdict.Deviations.Prepend(verdict.Violation).OfType<Evidence>().ToList();
        var found = evidence.Find(e => e.Finding.Requirement.Id.ToString() == wanted) ?? evidence.FirstOrDefault();
        if (found is null)
        {
            return null;
        }

        // A run goes on after a deviation: what counts is when it showed.
        var seconds = found == verdict.Violation
            ? elapsed.TotalSeconds
            : verdict.Elapsed.TotalSeconds * (found.Index + 1) / verdict.Scenarios;
        return new Catch(found.Finding.Requirement.Id.ToString(), verdict.Measure, found.Index + 1, seconds,
            found.Account.IsEmpty ? StepsAfterHandshake(found.Scenario) : null);
    }
}
