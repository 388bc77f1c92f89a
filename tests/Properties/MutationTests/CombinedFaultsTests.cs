// SPDX-License-Identifier: Apache-2.0

using System.Text.RegularExpressions;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Plans;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.MutationTests;

/// <summary>Devices with several faults: one run names every one of them, and nothing else.</summary>
[BeginsFirst]
public sealed partial class CombinedFaultsTests
{
    /// <summary>A pair of bytes and order, and one of death and bounds.</summary>
    private static readonly string[] Quick = ["two_dies_at_once_and_leaks.c", "two_discards_and_disconnect.c"];

    public static TheoryData<string> Names { get; } = Rows(isQuick: true);

    public static TheoryData<string> LongNames { get; } = Rows(isQuick: false);

    [CTheory]
    [MemberData(nameof(Names))]
    public void Every_fault_of_a_device_is_named_in_one_run_and_nothing_else(string file) => AssertNamed(file);

    [LongCTheory]
    [MemberData(nameof(LongNames))]
    public void So_is_every_one_of_another_pair_or_of_three_or_five(string file) => AssertNamed(file);

    private static TheoryData<string> Rows(bool isQuick) =>
    [
        .. Directory.GetFiles(Repository.PathOf("tests", "Properties", "Broken", "combined"), "*.c")
            .Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)
            .Where(f => Quick.Contains(f) == isQuick),
    ];

    private static void AssertNamed(string file)
    {
        var source = Repository.PathOf("tests", "Properties", "Broken", "combined", file);
        var expected = Fault().Matches(File.ReadAllText(source))
            .Select(m => $"PVMC-{m.Groups[1].Value}-{m.Groups[2].Value}").Order(StringComparer.Ordinal);
        var run = Judge(TargetSpec.Library(CCompiler.Compile(source)));
        var named = run.Verdicts.SelectMany(v => v.Counterexamples).Where(c => c.IsReproduced || c.IsHard)
            .Select(c => c.Finding.Requirement).Distinct().ToList();
        Assert.Equal(expected, named.Select(r => r.Id.ToString())
            .Where(id => expected.Contains(id)).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(run.Verdicts.SelectMany(v => v.Violations),
            c => !expected.Contains(c.Finding.Requirement.Id.ToString()));
    }

    [LongCFact]
    public void A_correct_device_has_no_findings_where_a_run_goes_on()
    {
        var target = TargetSpec.Library(CCompiler.Compile("examples", "c", "pvmemcontrol_example.c"));
        Assert.All(Judge(target).Verdicts, v => Assert.Empty(v.Violations));
    }

    private static PlanRun Judge(TargetSpec target)
    {
        // What ends it is the number of requests and of candidates, on however busy a machine; of a device that no
        // request reaches, that of scenarios.
        var plan = Plan.For([(target, Profile.Abi)], [Layouts.StandardName], TimeSpan.FromMinutes(60));
        var run = new PlanRun(plan, new CampaignOptions
        {
            Seed = 1,
            Profile = Profile.Abi,
            Requests = 8_000,
            Scenarios = 1_000,
            GoesOn = true,
        }, new Silence());
        run.Run();
        return run;
    }

    [GeneratedRegex(@"#define (DEV|VMM)_([0-9]{3})_")]
    private static partial Regex Fault();

    private sealed class Silence : IPlanObserver
    {
        void IPlanObserver.Progress(string text)
        {
        }

        void IPlanObserver.Over(Verdict verdict, PlannedRun? run)
        {
        }

        void IPlanObserver.Skipped(string what)
        {
        }
    }
}
