// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Properties.Support;
using Pvmemcontrol.Properties.Traces;
using Xunit;

namespace Pvmemcontrol.Properties.Scenarios;

/// <summary>Pages of guest RAM that the VMM may execute.</summary>
public sealed class ExecutablePagesTests
{
    private static readonly CampaignOptions Options = new()
    {
        Seed = 1,
        Profile = Profile.Abi,
        Backing = Layouts.StandardName,
        Requests = 5_000,
    };

    [CFact]
    [Trait("Requirement", "PVMC-DEV-067")]
    public void A_page_that_becomes_executable_is_shown_with_its_flags()
    {
        var found = new ScenarioCampaign(Library("Broken", "dev_067_rw_is_rwx.c"), Options).Run().Violation!.Finding;
        Assert.Equal("PVMC-DEV-067", found.Requirement.Id.ToString());
        Assert.Contains(" is rwx", found.Observed, StringComparison.Ordinal);
    }

    [LongCFact]
    [Trait("Requirement", "PVMC-DEV-067")]
    public void Rounds_name_it_too()
    {
        var verdict = new RoundCampaign(Library("Broken", "dev_067_rw_is_rwx.c"),
            Options with { Time = TimeSpan.FromSeconds(60) }).Run();
        Assert.Equal("PVMC-DEV-067", verdict.Violation?.Finding.Requirement.Id.ToString());
    }

    [CFact]
    [Trait("Requirement", "PVMC-DEV-067")]
    public void Guest_RAM_that_was_executable_when_the_device_was_created_is_not_blamed()
    {
        var target = Library("Different", "executable_from_the_start.c");
        Assert.Equal(Outcome.Conforms, new ScenarioCampaign(target, Options).Run().Outcome);
        Assert.Equal(Outcome.Conforms, new RoundCampaign(target, Options).Run().Outcome);
    }

    [CFact]
    [Trait("Requirement", "PVMC-DEV-067")]
    public void A_trace_of_such_guest_RAM_is_read_and_judged_as_the_run_was()
    {
        var target = Library("Different", "executable_from_the_start.c");
        using var trial = new ScenarioTrial(target, Profile.Abi, RunnerSettings.Default);
        var scenario = new Scenario(Seed: 1, Layouts.Standard, [new Step.Fill(0, 1)]);
        var recording = trial.Run(scenario).Recording!;
        var written = new ScenarioCounterexample(
            new Finding(AttributeRequirements.NothingBecomesExecutable, 0, "seen", "allowed"),
            Origin.Of(target, Options, index: 0), new SecondRun(IsReproduced: true), recording, originalSteps: 1);
        var read = Assert.IsType<ScenarioCounterexample>(TraceBytes.Read(TraceBytes.Of(written)));
        Assert.Contains(read.Recording.VmasAtCreate, v => ((VmaFlags)v).HasFlag(VmaFlags.Execute));
        Assert.Empty(read.Recording.Judge(Profile.Abi, isBareKernel: false, new Coverage()));
    }

    private static TargetSpec Library(string folder, string file) =>
        TargetSpec.Library(CCompiler.Compile("tests", "Properties", folder, "c", file));
}
