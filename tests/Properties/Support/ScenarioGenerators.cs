// SPDX-License-Identifier: Apache-2.0

using FsCheck;
using FsCheck.Fluent;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Impl.Host;

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
    private static readonly bool MayLock = MemoryLock.IsAllowed(Layouts.Standard);

    public static Arbitrary<DeviceScenario> DeviceScenarios() => Arb.From(
        Phrases(StepTable.Device).Select(s => new DeviceScenario(s)),
        s => ScenarioShrinker.Shrink(s.Scenario).Select(smaller => new DeviceScenario(smaller)));

    public static Arbitrary<KernelScenario> KernelScenarios() => Arb.From(
        Phrases(StepTable.BareKernel).Select(s => new KernelScenario(s)),
        s => ScenarioShrinker.Shrink(s.Scenario).Select(smaller => new KernelScenario(smaller)));

    private static Gen<Scenario> Phrases(System.Collections.Immutable.ImmutableArray<StepRow> table) =>
        ArbMap.Default.GeneratorFor<ulong>().ListOf().Select(choices =>
        {
            var sketch = new GuestSketch(Layouts.Standard) { MayLock = MayLock };
            List<Step> steps = [];
            foreach (var choice in choices)
            {
                foreach (var step in StepTable.Draw(table, sketch, new SeededDraw(choice)))
                {
                    sketch.Note(step);
                    steps.Add(step);
                }
            }

            return new Scenario(0, Layouts.Standard, [.. steps.Take(Scenario.MaxSteps)]);
        });
}
