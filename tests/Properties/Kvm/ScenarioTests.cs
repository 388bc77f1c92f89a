// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Broken.Managed;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Kvm;

/// <summary>Scenarios whose accesses a vCPU of KVM makes.</summary>
public sealed class ScenarioTests
{
    private static readonly ulong Buffer = Layouts.Standard.AddressOfPage(0);

    private static readonly ulong Page = Layouts.Standard.AddressOfPage(3);

    [KvmFact]
    public void The_kernel_and_the_implementation_do_the_same_as_with_played_ones() => Assert.All(
        new[] { TargetSpec.BareKernel, TargetSpec.Impl }, target =>
        {
            using var trial = new ScenarioTrial(target, Profile.Linux, OnKvm);
            for (var seed = 1UL; seed <= 40; seed++)
            {
                var isBare = target == TargetSpec.BareKernel;
                Assert.Empty(trial.Run(ScenarioGenerator.Generate(
                    seed, 30, isBare ? StepTable.BareKernel : StepTable.Device, Layouts.Standard)).Findings);
            }
        });

    [KvmFact]
    public void A_load_under_MPROTECT_W_may_work()
    {
        using var trial = new ScenarioTrial(TargetSpec.Impl, Profile.Linux, OnKvm);
        var result = trial.Run(Scenario(
            new Step.Fill(3, 7),
            new Step.Send(0, new Request(FunctionCode.MProtectW, Page, PageGeometry.Size)),
            new Step.Load(Page)));
        Assert.Empty(result.Findings);
        Assert.Equal(Vcpus.Kvm, result.Recording!.Vcpus);
    }

    [KvmFact]
    public void An_access_without_right_is_a_fault_and_the_guest_goes_on()
    {
        using var trial = new ScenarioTrial(TargetSpec.Impl, Profile.Linux, OnKvm);
        var result = trial.Run(Scenario(
            new Step.Send(0, new Request(FunctionCode.MProtectNone, Page, PageGeometry.Size)),
            new Step.Store(Page, 1),
            new Step.Send(0, new Request(FunctionCode.MProtectRW, Page, PageGeometry.Size)),
            new Step.Store(Page, 2),
            new Step.Load(Page)));
        Assert.Empty(result.Findings);
        Assert.Equal(
            [ObservationKind.Fault, ObservationKind.Buffer, ObservationKind.Nothing, ObservationKind.Value],
            result.Recording!.Observations.TakeLast(4).Select(o => o.Kind));
        Assert.Equal(2UL, result.Recording.Observations[^1].A);
    }

    [KvmFact]
    public void A_device_that_frees_instead_of_discarding_is_told_by_the_same_name()
    {
        using var trial = new ScenarioTrial(
            TargetSpec.Managed(typeof(Dev040FreesInstead)), Profile.Abi, OnKvm);
        var result = trial.Run(Scenario(
            new Step.Fill(3, 7),
            new Step.Send(0, new Request(FunctionCode.DontNeed, Page, PageGeometry.Size)),
            new Step.Load(Page)));
        Assert.Equal("PVMC-DEV-040", Assert.Single(result.Findings).Requirement.Id.ToString());
    }

    [KvmFact]
    public void A_guest_takes_more_steps_than_one_program_has_room_for()
    {
        using var trial = new ScenarioTrial(TargetSpec.Impl, Profile.Linux, OnKvm);
        var result = trial.Run(Scenario(
            [
                .. Enumerable.Range(1, 12).Select(page => new Step.Fill((ushort)page, (byte)page)),
                .. Enumerable.Range(1, 40).Select(i => new Step.Load(Layouts.Standard.AddressOfPage(1 + (i % 12)))),
            ]));
        Assert.Empty(result.Findings);
        Assert.Equal(40, result.Recording!.Observations.Count(o => o.Kind == ObservationKind.Value));
    }

    [KvmFact]
    public void What_the_guest_saw_before_the_device_died_is_kept()
    {
        using var trial = new ScenarioTrial(TargetSpec.Managed(typeof(Dev048ThrowsOnBigRanges)), Profile.Abi, OnKvm);
        var result = trial.Run(Scenario(
            new Step.Store(Page, 5),
            new Step.Load(Page),
            new Step.Send(0, new Request(FunctionCode.Info, 0, 0)),
            new Step.Send(0, new Request(FunctionCode.DontNeed, Page, 6 * PageGeometry.Size)),
            new Step.Load(Page)));
        Assert.Equal((6, RunPhase.InDevice), (result.Death!.Step, result.Death.Phase));
        Assert.Equal(5UL, result.Recording!.Observations[4].A);
        Assert.Equal(ObservationKind.Buffer, result.Recording.Observations[5].Kind);
        Assert.Equal("PVMC-DEV-048", Assert.Single(result.Findings).Requirement.Id.ToString());
    }

    [KvmCFact]
    public void A_library_that_works_in_one_process_at_a_time_is_run_in_one()
    {
        var library = CCompiler.Compile("tests", "Properties", "Kvm", "c", "one_process_at_a_time.c");
        var verdict = new ScenarioCampaign(TargetSpec.Library(library), new CampaignOptions
        {
            Seed = 1,
            Profile = Profile.Abi,
            Scenarios = 300,
            Runner = OnKvm,
        }).Run();
        Assert.Equal((Outcome.Conforms, 300), (verdict.Outcome, verdict.Scenarios));
    }

    private static RunnerSettings OnKvm => RunnerSettings.Default with { Vcpus = Vcpus.Kvm };

    private static Scenario Scenario(params Step[] steps) => new(0, Layouts.Standard,
    [
        new Step.Command((uint)TransportCommand.Reset), new Step.Register(0, Buffer, AddressForm.EightBytes),
        new Step.Command((uint)TransportCommand.Ready), .. steps,
    ]);
}
