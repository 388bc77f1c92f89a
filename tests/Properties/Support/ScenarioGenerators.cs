// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Properties.Support;

/// <summary>A scenario for a device, as FsCheck draws it from the step table.</summary>
public sealed record DeviceScenario(Scenario Scenario)
{
    public override string ToString() => $"\n{Scenario}";
}

/// <summary>A scenario of bare host calls.</summary>
public sealed record KernelScenario(Scenario Scenario)
{
    public override string ToString() => $"\n{Scenario}";
}

/// <summary>
/// FsCheck draws how many phrases a scenario has and what each is made from; the table turns that into steps. The
/// shrinker is the kit's own.
/// </summary>
public static class ScenarioGenerators
{
    public static Arbitrary<DeviceScenario> DeviceScenarios() => Arb.From(
        Phrases(StepTable.Device, Layouts.Standard).Select(s => new DeviceScenario(s)),
        s => ScenarioShrinker.Shrink(s.Scenario).Select(smaller => new DeviceScenario(smaller)));

    public static Arbitrary<KernelScenario> KernelScenarios() => Arb.From(
        from layout in Gen.Elements(Layouts.ByName.Values)
        from scenario in Phrases(StepTable.BareKernel, layout)
        select new KernelScenario(scenario),
        s => ScenarioShrinker.Shrink(s.Scenario).Select(smaller => new KernelScenario(smaller)));

    /// <summary>Scenarios from a table, as long as FsCheck's size says.</summary>
    public static Gen<Scenario> Phrases(ImmutableArray<StepRow> table, GuestLayout layout) =>
        ArbMap.Default.GeneratorFor<ulong>().ListOf().Select(choices =>
        {
            var sketch = new GuestSketch(layout);
            List<Step> steps = [];
            foreach (var choice in choices)
            {
                foreach (var step in StepTable.Draw(table, sketch, new SeededDraw(choice)))
                {
                    sketch.Note(step);
                    steps.Add(step);
                }
            }

            return new Scenario(0, layout, [.. steps.Take(Scenario.MaxSteps)]);
        });
}
