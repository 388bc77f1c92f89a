// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Scenarios;

namespace Pvmemcontrol.Conformance.Reporting.Documents;

/// <summary>The steps of a device's counterexample as columns, and guest RAM before and after.</summary>
internal static class DevicePictures
{
    /// <summary>What was there before the steps, the steps, and memory.</summary>
    internal static (ImmutableArray<string> Before, Interleaving Steps, MemoryPicture? Memory) Of(
        Counterexample shown) => shown switch
        {
            ScenarioCounterexample scenario => Of(scenario),
            RoundCounterexample round => Of(round),
            _ => ([], Interleaving.InTurn(
                ["guest"], shown.Steps.Select(s => (0, s, (string?)null, (string?)null)), marked: -1), null),
        };

    private static (ImmutableArray<string>, Interleaving, MemoryPicture?) Of(ScenarioCounterexample shown)
    {
        var recording = shown.Recording;
        var steps = recording.Scenario.Steps.Select((step, i) =>
            (0, step.ToString(), (string?)ScenarioText.Describe(step, recording.Observations[i]), (string?)null));
        var walk = SpecificationWalk.Of(recording, shown.Origin.Profile, recording.Constants, shown.IsBareKernel,
            Math.Min(recording.Death?.Step ?? int.MaxValue, recording.Scenario.Steps.Length));
        return ([], Interleaving.InTurn([shown.IsBareKernel ? "VMM" : "vCPU 0"], steps, shown.Finding.Step),
            MemoryPictures.Of(recording, walk));
    }

    private static (ImmutableArray<string>, Interleaving, MemoryPicture?) Of(RoundCounterexample shown)
    {
        var round = shown.Recording.Round;
        var taken = shown.Recording.Steps
            .Where(s => s.Record.Begun != 0 && s.Step.Action != VcpuAction.Pause)
            .OrderBy(s => s.Record.Begun).ToList();
        List<long> moments =
        [
            .. taken.SelectMany(s => new[] { s.Record.Begun, s.Record.Returned })
                .Where(m => m != 0).Distinct().Order(),
        ];
        var steps = taken.Select((step, i) => new InterleavedStep(i + 1, step.Vcpu,
            moments.IndexOf(step.Record.Begun),
            step.Record.IsInFlight ? moments.Count - 1 : moments.IndexOf(step.Record.Returned),
            RoundText.Describe(step.Step, round), RoundText.Result(step, round), Source: null, IsMarked: false)
        {
            IsInFlight = step.Record.IsInFlight,
        });
        return ([RoundText.Heads(round)[0]],
            new Interleaving([.. round.Vcpus.Select((_, v) => $"vCPU {v}")], [.. steps], moments.Count),
            MemoryPictures.Of(shown.Recording));
    }
}
