// SPDX-License-Identifier: Apache-2.0

using FsCheck.Xunit;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Scenarios;

/// <summary>What both the property tests and the minimiser rely on.</summary>
[Properties(Arbitrary = [typeof(ScenarioGenerators)])]
public sealed class ShrinkerProperties
{
    [Property]
    public void Every_smaller_scenario_is_smaller(DeviceScenario scenario) =>
        Assert.All(ScenarioShrinker.Shrink(scenario.Scenario).Take(500),
            smaller => Assert.True(Weight(smaller).CompareTo(Weight(scenario.Scenario)) < 0,
                $"{smaller}\nis not smaller than\n{scenario}"));

    [Property]
    public void Steps_survive_the_way_to_the_runner(DeviceScenario scenario)
    {
        var steps = scenario.Scenario.Steps;
        var bytes = new byte[steps.Length * StepCodec.StepSize];
        StepCodec.Encode(steps, bytes);
        Assert.Equal(steps.AsEnumerable(), StepCodec.Decode(bytes, steps.Length));
    }

    [Property]
    public void Bare_host_calls_survive_it_too(KernelScenario scenario)
    {
        var steps = scenario.Scenario.Steps;
        var bytes = new byte[steps.Length * StepCodec.StepSize];
        StepCodec.Encode(steps, bytes);
        Assert.Equal(steps.AsEnumerable(), StepCodec.Decode(bytes, steps.Length));
    }

    [Property]
    public void A_seed_gives_the_same_scenario_every_time(ulong seed) => Assert.Equal(
        ScenarioGenerator.Generate(seed, 30, StepTable.Device, Layouts.Standard).ToString(),
        ScenarioGenerator.Generate(seed, 30, StepTable.Device, Layouts.Standard).ToString());

    /// <summary>An order without infinite descent: fewer steps, or the same number of simpler ones.</summary>
    private static (int Steps, double Complexity) Weight(Scenario scenario) =>
        (scenario.Steps.Length, scenario.Steps.Sum(Complexity));

    private static double Complexity(Step step) => step switch
    {
        Step.Register s => 100 + s.Slot + (int)s.Form
            + (s.Buffer == Layouts.Standard.Regions[0].Start + ((ulong)s.Slot * Request.Size) ? 0 : 10),
        Step.Send s => 100 + s.Slot + Size(s.Request.Length) + (s.Request.Arg > 1 ? 1 : 0)
            + (s.Request.IsKnown && VmaEffects.Changes(s.Request.Function) is not (VmaFlags.None or VmaFlags.ReadWrite)
                ? 1 : 0)
            + (s.Request is { IsKnown: true, Function: FunctionCode.Info }
                && (s.Request.Address | s.Request.Length | s.Request.Arg) != 0 ? 10 : 0),
        Step.Fill s => 10 + (s.Tag > 1 ? 1 : 0),
        Step.Store s => 10 + (s.Value > 1 ? 1 : 0),
        Step.HostCall s => 10 + Size(s.Length),
        Step.Resend s => 10 + s.Slot,
        Step.Command or Step.ReadRegister or Step.WriteRegister or Step.Load
            or Step.Save or Step.EmptyPool => 10,
        Step.VmReset => 11,
        Step.SaveRestore s => 10 + ((int)s.Over / 4.0),
        Step.RestoreDamaged s => 11 + (s.Where > 0 ? 1 : 0),
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };

    private static double Size(ulong length) => Math.Min(length / 4096.0, 10_000);
}
