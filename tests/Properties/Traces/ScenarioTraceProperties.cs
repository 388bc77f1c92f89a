// SPDX-License-Identifier: Apache-2.0

using FsCheck.Xunit;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Traces;

/// <summary>Traces of a scenario.</summary>
[Properties(Arbitrary = [typeof(ScenarioGenerators)], MaxTest = 100)]
public sealed class ScenarioTraceProperties : TraceContract
{
    [Property]
    public void All_that_it_holds_survives_being_a_file(DeviceScenario scenario, ulong seed) =>
        AssertSurvives(AnyScenarioTrace.Of(scenario.Scenario, seed));

    [Property]
    public void So_does_all_that_one_of_bare_host_calls_holds(KernelScenario scenario, ulong seed) =>
        AssertSurvives(AnyScenarioTrace.Of(scenario.Scenario, seed, isBare: true));

    [Fact]
    public void Every_kind_of_step_is_among_them()
    {
        var kinds = typeof(Step).GetNestedTypes().Select(t => t.Name).Order(StringComparer.Ordinal);
        Assert.Equal(kinds, OneOfEach.Select(s => s.GetType().Name).Order(StringComparer.Ordinal));
        AssertSurvives(AnyScenarioTrace.Of(
            new Scenario(1, Layouts.Standard, [.. OneOfEach.Where(s => s is not Step.HostCall)]), seed: 4));
        AssertSurvives(AnyScenarioTrace.Of(
            new Scenario(1, Layouts.Standard, [.. OneOfEach.Where(s => s is Step.HostCall)]), seed: 4, isBare: true));
    }

    [Property]
    public void The_oracle_judges_any_trace(DeviceScenario scenario, ulong seed) =>
        Judge(AnyScenarioTrace.Of(scenario.Scenario, seed));

    [Property]
    public void The_oracle_judges_any_trace_of_bare_host_calls_too(KernelScenario scenario, ulong seed) =>
        Judge(AnyScenarioTrace.Of(scenario.Scenario, seed, isBare: true));

    private protected override Counterexample Any(ulong seed)
    {
        var isBare = seed % 4 == 0;
        var table = isBare ? StepTable.BareKernel : StepTable.Device;
        var scenario = ScenarioGenerator.Generate(seed, (int)(seed % 40), table, Layouts.Standard);
        return AnyScenarioTrace.Of(scenario, seed, isBare);
    }

    private static IEnumerable<Step> OneOfEach =>
    [
        new Step.Command(TransportCommand.Reset),
        new Step.Register(1, Layouts.Standard.Regions[0].Start + 64, AddressForm.HighThenLow),
        new Step.Send(1, new Request(FunctionCode.Free, 1, ulong.MaxValue, 3)),
        new Step.Resend(3),
        new Step.ReadRegister(ulong.MaxValue, 8),
        new Step.WriteRegister(3, 1, 9),
        new Step.Fill(31, 255),
        new Step.Store(Layouts.Standard.Regions[1].Start, ulong.MaxValue),
        new Step.Load(Layouts.Standard.Regions[1].Start + 8),
        new Step.HostCall(FunctionCode.DontNeed, Layouts.Standard.Regions[0].Start, 4096),
        new Step.VmReset(),
        new Step.SaveRestore(RestoredOver.OtherOrder),
        new Step.Save(),
        new Step.RestoreDamaged(StateDamage.Flipped, ulong.MaxValue),
        new Step.EmptyPool(),
    ];

    private static void Judge(ScenarioCounterexample trace) =>
        _ = trace.Recording.Judge(trace.Origin.Profile, trace.IsBareKernel, new Coverage());

    private static void AssertSurvives(ScenarioCounterexample trace)
    {
        var bytes = TraceBytes.Of(trace);
        var read = (ScenarioCounterexample)TraceBytes.Read(bytes);
        Assert.Equal(bytes, TraceBytes.Of(read));
        Assert.Equal(trace.Scenario.Steps.AsEnumerable(), read.Scenario.Steps);
        Assert.Equal(trace.Recording.Observations.AsEnumerable(), read.Recording.Observations);
        Assert.Equal(trace.Recording.End?.Vmas.AsEnumerable(), read.Recording.End?.Vmas);
        Assert.Equal(trace.Recording.End?.Residency.AsEnumerable(), read.Recording.End?.Residency);
        Assert.Equal(trace.Recording.End?.Pages.AsEnumerable(), read.Recording.End?.Pages);
        Assert.Equal(trace.Recording.End?.Others, read.Recording.End?.Others);
        Assert.Equal(trace.Scenario.Layout.Regions.AsEnumerable(), read.Scenario.Layout.Regions);
        Assert.Equal((trace.Recording.Host, trace.Recording.MaxChannels, trace.Recording.Death),
            (read.Recording.Host, read.Recording.MaxChannels, read.Recording.Death));
        Assert.Equal((trace.Origin, trace.Finding), (read.Origin, read.Finding));
    }
}
