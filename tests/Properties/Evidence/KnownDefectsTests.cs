// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Evidence;

/// <summary>What a run that goes on knows of a device.</summary>
public sealed class KnownDefectsTests
{
    private static readonly GuestLayout Layout = Layouts.Standard;

    private static readonly RunDeath Crash = new(3, RunPhase.InDevice, IsHang: false, "killed by SIGABRT");

    private static readonly RunDeath Hang = Crash with { IsHang = true, How = "no progress for 5 s" };

    [Fact]
    public void Crashes_of_one_device_are_one_defect_whatever_request_came_before()
    {
        var known = new KnownDefects();
        Assert.NotNull(Learn(known, FunctionCode.Free, Crash));
        Assert.Null(Learn(known, FunctionCode.MLock, Crash));
        Assert.True(known.AreMet(Sending(FunctionCode.Free)));
        Assert.True(known.AreMet(Sending(FunctionCode.MLock)));
    }

    [Fact]
    public void A_hang_is_another_defect_than_a_crash()
    {
        var known = new KnownDefects();
        Assert.NotNull(Learn(known, FunctionCode.Free, Crash));
        Assert.NotNull(Learn(known, FunctionCode.MLock, Hang));
    }

    [Fact]
    public void Nothing_in_a_scenario_without_the_steps_of_a_defect_triggers_it()
    {
        var known = new KnownDefects();
        _ = Learn(known, FunctionCode.Free, Crash);
        var left = known.Apply(Sending(FunctionCode.Free));
        Assert.DoesNotContain(left.Steps, s => s is Step.Send);
        Assert.Null(known.MetBy(left));
        Assert.Equal(1, known.All[0].KeptOff);
    }

    [Fact]
    public void A_run_that_goes_on_proves_its_first_violation_with_the_time_of_one_that_stops()
    {
        var known = new KnownDefects();
        var options = new CampaignOptions
        {
            Seed = 1,
            Profile = Profile.Abi,
            GoesOn = true,
            Known = known,
            LongestFurther = TimeSpan.FromSeconds(1),
        };
        Assert.Equal((false, options.LongestReduction), (options.IsAround, options.LongestNext));
        _ = Learn(known, FunctionCode.Free, Crash);
        Assert.Equal((true, options.LongestFurther), (options.IsAround, options.LongestNext));
    }

    private static Defect? Learn(KnownDefects known, FunctionCode function, RunDeath death)
    {
        var scenario = Sending(function);
        return known.Add(new ScenarioCounterexample(
            new Finding(EffectRequirements.DeviceSurvives, 3, death.Describe(), "the register access returns"),
            new Origin(TargetSpec.Library("lib.so"), Profile.Abi, Layouts.StandardName, Seed: 1, Index: 0),
            new SecondRun(true),
            new ScenarioRecording(scenario, new HostCapabilities(), 4096,
                [.. Enumerable.Repeat(new Observation(ObservationKind.Nothing), scenario.Steps.Length)], death, null),
            originalSteps: 30), TriggerFinder.Find(scenario)!.Value.Trigger);
    }

    private static Scenario Sending(FunctionCode function) => new(1, Layout,
    [
        new Step.Command(TransportCommand.Reset),
        new Step.Register(0, Layout.Regions[0].Start, AddressForm.EightBytes),
        new Step.Command(TransportCommand.Ready),
        new Step.Send(0, new Request(function, Layout.Regions[^1].Start, PageGeometry.Size)),
    ]);
}
