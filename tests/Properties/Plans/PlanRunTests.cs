// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Bounds;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Plans;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Plans;

/// <summary>The order of a command's runs, and what it leaves out.</summary>
[Collection(HugePages.Collection)]
public sealed class PlanRunTests
{
    private static readonly CampaignOptions Options = new() { Seed = 1, Profile = Profile.Abi };

    [Fact]
    public void The_time_of_a_command_is_shared_out_and_not_exceeded()
    {
        var time = TimeSpan.FromSeconds(30);
        var plan = Plan.For([(TargetSpec.Impl, Profile.Abi)], [Layouts.StandardName, Layouts.HugeName], time);
        var runs = plan.Runs.Aggregate(TimeSpan.Zero, (all, run) => all + run.Time);
        Assert.Equal(time, runs + plan.ConcurrentTime + BoundsProbe.ShareOf(time));
        Assert.Equal(TargetSpec.Impl, Assert.Single(plan.Probed));
        Assert.Empty(plan.LeftOut);
    }

    [Fact]
    public void Where_there_is_little_time_the_bounds_are_left_out_and_that_is_reported()
    {
        var plan = Plan.For([(TargetSpec.Impl, Profile.Abi)], [Layouts.StandardName], TimeSpan.FromSeconds(1));
        Assert.Empty(plan.Probed);
        Assert.Contains("PVMC-VMM-023", Assert.Single(plan.LeftOut), StringComparison.Ordinal);
    }

    [Fact]
    public void Rounds_do_not_wait_for_the_end_of_a_long_run()
    {
        using var enough = new CancellationTokenSource();
        var seen = new Observer(_ => enough.Cancel());
        var run = new PlannedRun(TargetSpec.Impl, Profile.Abi, Layouts.StandardName, TimeSpan.FromSeconds(10));
        var plan = new Plan([run], TimeSpan.FromMilliseconds(200), []);
        new PlanRun(plan, Options with { Cancellation = enough.Token }, seen).Run();
        Assert.Equal(["concurrent", "abi, mixed"], seen.Over);
    }

    [Fact]
    public void A_run_interrupted_at_once_is_undecided()
    {
        var plan = Plan.For([(TargetSpec.Impl, Profile.Abi)], [Layouts.StandardName], TimeSpan.FromSeconds(30));
        var run = new PlanRun(plan, Options with { Cancellation = new CancellationToken(canceled: true) },
            new Observer(_ => { }));
        run.Run();
        Assert.Equal(Outcome.Undecided, Assert.Single(run.Verdicts).Outcome);
    }

    [CFact]
    public void A_violation_of_a_scenario_skips_the_rounds()
    {
        var target = TargetSpec.Library(
            CCompiler.Compile("tests", "Properties", "Broken", "c", "dev_003_over_aligned.c"));
        var seen = new Observer(_ => { });
        var plan = Plan.For([(target, Profile.Abi)], [Layouts.StandardName], TimeSpan.FromSeconds(2));
        new PlanRun(plan, Options, seen).Run();
        Assert.Equal(["abi, mixed"], seen.Over);
        Assert.Contains(seen.Skipped, s => s.Contains("another run already violates", StringComparison.Ordinal));
    }

    [CFact]
    [Trait("Requirement", "PVMC-DEV-048")]
    public void A_death_before_the_first_scenario_does_not_keep_scenarios_from_saying_what_it_is_of()
    {
        var target = TargetSpec.Library(
            CCompiler.Compile("tests", "Properties", "Plans", "c", "dies_of_protections.c"));
        var seen = new Observer(_ => { });
        var plan = new Plan(
            [new PlannedRun(target, Profile.Abi, Layouts.StandardName, TimeSpan.FromSeconds(5))], TimeSpan.Zero,
            [target]);
        var run = new PlanRun(plan, Options, seen);
        run.Run();
        Assert.Equal(["bounds, lives", "abi, mixed"], seen.Over);
        Assert.All(run.Verdicts, v => Assert.Equal(Outcome.Died, v.Outcome));
        Assert.Contains(run.Verdicts[1].Violation!.Steps, s => s.Contains("MPROTECT_R", StringComparison.Ordinal));
    }

    [CHugeTheory]
    [InlineData("declines_huge_pages.c")]
    public void A_device_that_takes_no_huge_pages_is_judged_on_the_rest(string file)
    {
        var target = TargetSpec.Library(
            CCompiler.Compile("tests", "Properties", "Plans", "c", file));
        var seen = new Observer(_ => { });
        var runs = new[] { Layouts.StandardName, Layouts.HugeName }.Select(backing =>
            new PlannedRun(target, Profile.Abi, backing, TimeSpan.FromSeconds(2)));
        var run = new PlanRun(new Plan([.. runs], TimeSpan.Zero, []), Options, seen);
        run.Run();
        var verdict = Assert.Single(run.Verdicts);
        Assert.Equal("PVMC-DEV-021", verdict.Violation!.Finding.Requirement.Id.ToString());
        Assert.Contains(seen.Skipped, s => s.Contains("hugetlb: ", StringComparison.Ordinal)
            && s.Contains("returned NULL", StringComparison.Ordinal));
    }

    [CFact]
    public void What_was_found_before_a_device_declines_is_reported()
    {
        var target = TargetSpec.Library(
            CCompiler.Compile("tests", "Properties", "Plans", "c", "declines_the_300th.c"));
        var seen = new Observer(_ => { });
        var run = new PlanRun(
            new Plan([new PlannedRun(target, Profile.Abi, Layouts.StandardName, TimeSpan.FromMinutes(1))],
                TimeSpan.Zero, []), Options, seen);
        run.Run();
        var told = run.Verdicts.First(v => v.Kind.Measure == "abi, mixed").Deviations;
        Assert.Contains(told, d => d.Finding.Requirement.Id.ToString() == "PVMC-DEV-035");
        Assert.Contains(seen.Skipped, s => s.Contains("returned NULL", StringComparison.Ordinal));
    }

    private sealed class Observer(Action<Verdict> over) : IPlanObserver
    {
        internal List<string> Over { get; } = [];

        internal List<string> Skipped { get; } = [];

        void IPlanObserver.Progress(string text)
        {
        }

        void IPlanObserver.Over(Verdict verdict, PlannedRun? run)
        {
            Over.Add(verdict.Kind.Measure);
            over(verdict);
        }

        void IPlanObserver.Skipped(string what) => Skipped.Add(what);
    }
}
