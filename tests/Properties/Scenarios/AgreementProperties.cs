// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Scenarios;

/// <summary>
/// On every backing: this project's device does what the specification says, and the kernel does what the host model
/// says. A failure prints its seed and the smallest scenario that FsCheck found.
/// </summary>
[Collection(HugePages.Collection)]
public sealed class AgreementProperties
{
    public static TheoryData<string> SmallBackings { get; } =
        [.. Layouts.ByName.Keys.Where(name => name != Layouts.HugeName)];

    public static TheoryData<string> HugeBackings { get; } = [Layouts.HugeName];

    [Theory]
    [MemberData(nameof(SmallBackings))]
    [Trait("Requirement", "PVMC-DEV")]
    public void The_implementation_does_what_the_specification_says(string backing) =>
        AssertAgrees(TargetSpec.Impl, StepTable.Device, Layouts.ByName[backing], tests: 150);

    [Theory]
    [MemberData(nameof(SmallBackings))]
    [Trait("Requirement", "PVMC-HOST")]
    public void The_kernel_does_what_the_host_model_says(string backing) =>
        AssertAgrees(TargetSpec.BareKernel, StepTable.BareKernel, Layouts.ByName[backing], tests: 150);

    [HugeTheory]
    [MemberData(nameof(HugeBackings))]
    [Trait("Requirement", "PVMC-DEV")]
    public void The_implementation_does_so_on_huge_pages(string backing) =>
        AssertAgrees(TargetSpec.Impl, StepTable.Device, Layouts.ByName[backing], tests: 100);

    [HugeTheory]
    [MemberData(nameof(HugeBackings))]
    [Trait("Requirement", "PVMC-HOST")]
    public void The_kernel_does_so_on_huge_pages(string backing) =>
        AssertAgrees(TargetSpec.BareKernel, StepTable.BareKernel, Layouts.ByName[backing], tests: 100);

    private static void AssertAgrees(
        TargetSpec target, ImmutableArray<StepRow> table, GuestLayout layout, int tests)
    {
        using var trial = new ScenarioTrial(target, Profile.Linux, RunnerSettings.Default);
        var scenarios = Arb.From(ScenarioGenerators.Phrases(table, layout), ScenarioShrinker.Shrink);
        var config = Config.QuickThrowOnFailure.WithMaxTest(tests).WithEndSize(60);
        Prop.ForAll(scenarios, scenario => Assert.Empty(trial.Run(scenario).Findings)).Check(config);
    }
}
