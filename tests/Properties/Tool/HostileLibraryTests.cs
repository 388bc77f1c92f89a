// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Bounds;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Tool;

/// <summary>Foreign code may do anything to its process; the tool still gives the right verdict.</summary>
public sealed class HostileLibraryTests
{
    [CFact]
    public void What_a_library_prints_has_no_effect() => AssertUnheard("prints.c");

    [LongCFact]
    public void Nor_has_it_that_it_closes_the_standard_streams() => AssertUnheard("closes_standard_streams.c");

    private static void AssertUnheard(string file)
    {
        var run = ToolRun.Conform(file);
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Empty(run.Errors);
        Assert.DoesNotContain("printed by the device", run.Output, StringComparison.Ordinal);
    }

    [CFact]
    [Trait("Requirement", "PVMC-DEV-048")]
    public void A_hang_that_only_destroyed_devices_show_is_proved_too()
    {
        var library = CCompiler.Compile("tests", "Properties", "Tool", "c", "hangs_in_destroy.c");
        var verdict = Assert.Single(new BoundsProbe(TargetSpec.Library(library), new CampaignOptions
        {
            Seed = 1,
            Profile = Profile.Abi,
            Runner = RunnerSettings.Default with { StepLimit = TimeSpan.FromSeconds(2) },
        }).RunLives());
        Assert.Equal(Outcome.Died, verdict.Outcome);
        Assert.True(verdict.Violation!.IsReproduced);
    }

    /// <summary>The memory that is shared with the runner cannot be taken away from the process that judges.</summary>
    [CFact]
    public void What_a_library_does_to_the_files_of_its_process_does_not_reach_the_judge()
    {
        var run = ToolRun.Conform("shrinks_the_arena.c");
        Assert.True(run.ExitCode is 0 or 7, run.Output + run.Errors);
        Assert.Empty(run.Errors);
    }

    [LongCFact]
    public void A_crash_leaves_no_core_file_under_any_limit()
    {
        var library = CCompiler.Compile("tests", "Properties", "Tool", "c", "declines_where_cores_are_kept.c");
        var run = ToolRun.InShell("ulimit -S -c $(ulimit -H -c) && exec \"$@\"",
            "conform", library, "--first", "--seed", "1", "--time", "5", "--backing", "mixed");
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.DoesNotContain("returned NULL", run.Output, StringComparison.Ordinal);
    }
}

/// <summary>A device that ends its process has died of it.</summary>
[BeginsFirst]
public sealed class DyingDeviceTests
{
    [CTheory]
    [InlineData("exits.c", "exited with status 0")]
    [InlineData("aborts_between.c", "SIGABRT")]
    [InlineData("closes_every_descriptor.c", "")]
    [InlineData("unmaps_the_arena.c", "")]
    [Trait("Requirement", "PVMC-DEV-048")]
    public void It_has_died_of_it(string file, string how) => AssertDied(file, how);

    [LongCTheory]
    [InlineData("leaves_a_child.c", "SIGABRT")]
    [InlineData("hangs_in_destroy.c", "no progress")]
    [Trait("Requirement", "PVMC-DEV-048")]
    public void So_has_one_that_somebody_must_wait_for(string file, string how) => AssertDied(file, how);

    /// <summary>
    /// Behind some are the runner's pipes, behind others guest RAM: it dies, or guest RAM has changed.
    /// </summary>
    [CFact]
    public void One_that_writes_to_descriptors_of_others_is_blamed_for_what_is_behind_them()
    {
        var library = CCompiler.Compile("tests", "Properties", "Tool", "c", "talks_on_every_descriptor.c");
        var run = ToolRun.Of("conform", library, "--first", "--seed", "1", "--time", "3.9", "--backing", "mixed");
        Assert.True(run.ExitCode is 2 or 7, run.Output + run.Errors);
        Assert.Empty(run.Errors);
        Assert.True(run.ExitCode == 7 || run.Output.Contains("PVMC-DEV-021", StringComparison.Ordinal), run.Output);
    }

    internal static void AssertDied(string file, string how)
    {
        var library = CCompiler.Compile("tests", "Properties", "Tool", "c", file);

        // Long enough for a busy machine, and too short for bounds: the death ends the run.
        var run = ToolRun.Of("conform", library, "--first", "--seed", "1", "--time", "3.9", "--backing", "mixed");
        Assert.True(run.ExitCode == 7, run.Output + run.Errors);
        Assert.Empty(run.Errors);
        Assert.Contains(how, run.Output, StringComparison.Ordinal);
    }
}

/// <summary>So has one that overwrites the memory of its process.</summary>
public sealed class OverwritingDeviceTests
{
    [CTheory]
    [InlineData("scribbles_over_the_arena.c", "")]
    [InlineData("scribbles_over_the_heap.c", "")]
    [Trait("Requirement", "PVMC-DEV-048")]
    public void It_has_died_of_it(string file, string how) => DyingDeviceTests.AssertDied(file, how);

    [LongCFact]
    [Trait("Requirement", "PVMC-DEV-048")]
    public void So_has_one_that_changes_what_was_seen() =>
        DyingDeviceTests.AssertDied("scribbles_over_observations.c", "overwrote memory of its VMM");
}
