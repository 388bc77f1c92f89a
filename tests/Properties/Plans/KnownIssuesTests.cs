// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Plans;
using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Plans;

/// <summary>A file of known issues, and an earlier report.</summary>
public sealed class KnownIssuesTests
{
    private static readonly DateOnly Today = new(2026, 12, 1);

    [Fact]
    public void A_known_issue_is_shown_and_does_not_fail()
    {
        var known = Parse("# a comment", "PVMC-DEV-021 | DONTNEED, REMOVE | bug 7");
        var verdict = known.Apply(Verdict(Found("DONTNEED")), isStrict: false);
        Assert.Equal((Outcome.Conforms, "bug 7"), (verdict.Outcome, verdict.Violation!.KnownAs));
        Assert.Empty(known.NotShown);
    }

    [Theory]
    [InlineData("PVMC-DEV-021 | DONTNEED | bug 7")]
    [InlineData("PVMC-DEV-021 | MLOCK; length not page aligned | bug 7")]
    public void A_new_cause_of_a_known_requirement_fails(string line)
    {
        var known = Parse(line);
        Assert.Equal(Outcome.Violation, known.Apply(Verdict(Found("MLOCK")), isStrict: false).Outcome);
        Assert.Single(known.NotShown);
    }

    [Fact]
    public void An_expired_issue_counts_again()
    {
        var known = Parse("PVMC-DEV-021 | * | bug 7 | 2026-11-30");
        Assert.Equal(Outcome.Violation, known.Apply(Verdict(Found("MLOCK")), isStrict: false).Outcome);
        Assert.Single(known.Expired);
        Assert.Empty(known.NotShown);
    }

    [Fact]
    public void An_issue_counts_as_known_on_its_last_day() => Assert.Equal(Outcome.Conforms,
        Parse("dev-021 | * | bug 7 | 2026-12-01").Apply(Verdict(Found("MLOCK")), isStrict: false).Outcome);

    [Fact]
    public void What_is_written_is_read_back_and_covers_the_same()
    {
        var found = Found("MLOCK, MUNLOCK; across adjacent regions");
        var known = KnownIssues.Parse("f", KnownIssues.Lines([found]), Today);
        Assert.Equal(Outcome.Conforms, known.Apply(Verdict(found), isStrict: false).Outcome);
    }

    [Theory]
    [InlineData("PVMC-DEV-999 | * | why", "there is no requirement")]
    [InlineData("PVMC-DEV-021 | *", "not 'requirement")]
    [InlineData("PVMC-DEV-021 | * | ", "no reason")]
    [InlineData("PVMC-DEV-021 |  | why", "no cause")]
    [InlineData("PVMC-DEV-021 | * | why | soon", "not a day")]
    public void A_bad_line_is_named_with_file_and_number(string line, string why)
    {
        var e = Assert.Throws<FormatException>(() => Parse("# fine", line));
        Assert.StartsWith("issues.txt:2: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_is_compared_by_requirement_and_cause()
    {
        var old = Report(Verdict(Found("MLOCK")));
        Assert.Empty(ReportDifference.Of(old, [Verdict(Found("MLOCK"))]).Changed);
        Assert.Single(ReportDifference.Of(old, [Verdict(Found("DONTNEED"))]).Changed);
        Assert.Single(ReportDifference.Of(old, [Verdict(null)]).Gone);
        Assert.Single(ReportDifference.Of(Report(Verdict(null)), [Verdict(Found("MLOCK"))]).New);
    }

    [Fact]
    public void What_is_no_report_is_refused() => Assert.Throws<FormatException>(
        () => ReportDifference.Of(Encoding.UTF8.GetBytes("{\"runs\": 3}"), []));

    [Fact]
    public void Parts_are_added_up_and_a_missing_one_is_named()
    {
        var merged = new MergedReports();
        merged.Add("one", Report(Verdict(Found("MLOCK")), new Shard(1, 3)));
        merged.Add("three", Report(Verdict(Found("MLOCK")), new Shard(3, 3)));
        Assert.Equal(2, Assert.Single(merged.Findings()).Parts);
        Assert.Equal([new Shard(2, 3)], merged.Missing);
        Assert.Equal(2, merged.Exercised(RequestRequirements.NothingElseIsWritten));
        Assert.Equal((int)Outcome.Violation, merged.ExitCode);
    }

    [Fact]
    public void No_part_is_counted_twice()
    {
        var merged = new MergedReports();
        merged.Add("one", Report(Verdict(null), new Shard(1, 2)));
        Assert.Throws<FormatException>(() => merged.Add("again", Report(Verdict(null), new Shard(1, 2))));
        Assert.Equal((int)Outcome.Undecided, merged.ExitCode);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_parts_of_a_run_are_disjoint_and_together_the_whole(int count) => Assert.Equal(
        Enumerable.Range(0, 40).Select(i => (long)i),
        Enumerable.Range(1, count)
            .SelectMany(n => Enumerable.Range(0, 40 / count).Select(i => new Shard(n, count).IndexOf(i))).Order());

    [Fact]
    public void Four_parts_exercise_exactly_what_the_whole_does()
    {
        var whole = Judge(Shard.Whole);
        var parts = Enumerable.Range(1, 4).Select(i => Judge(new Shard(i, 4))).ToList();
        Assert.Equal(whole.Scenarios, parts.Sum(p => p.Scenarios));
        Assert.Equal(whole.Requests, parts.Sum(p => p.Requests));
        Assert.All(Catalogue.All, r => Assert.Equal(
            whole.Coverage.Exercised(r), parts.Sum(p => p.Coverage.Exercised(r))));
    }

    [Fact]
    public void Every_requirement_that_a_run_judges_says_what_to_do() => Assert.All(
        Catalogue.All.Where(r => r.Id.Area is RequirementArea.Dev or RequirementArea.Vmm
            && r.Check is RequirementCheck.Oracle),
        r => Assert.InRange(r.WhatToDo?.Length ?? 0, 20, 200));

    private static Verdict Judge(Shard shard) => new ScenarioCampaign(TargetSpec.Impl, new CampaignOptions
    {
        Seed = 3,
        Profile = Profile.Abi,
        Scenarios = 101,
        Shard = shard,
    }).Run();

    private static KnownIssues Parse(params string[] lines) => KnownIssues.Parse("issues.txt", lines, Today);

    private static byte[] Report(Verdict verdict, Shard? shard = null)
    {
        using var stream = new MemoryStream();
        JsonReport.Write(stream, [verdict], (int)verdict.Outcome, new CampaignOptions
        {
            Seed = 1,
            Profile = Profile.Abi,
            Shard = shard ?? Shard.Whole,
        });
        return stream.ToArray();
    }

    private static ScenarioCounterexample Found(string cause) => new(
        new Finding(RequestRequirements.NothingElseIsWritten, 0, "this", "that"),
        new Origin(TargetSpec.Library("lib.so"), Profile.Abi, Layouts.StandardName, Seed: 1, Index: 0),
        new SecondRun(IsReproduced: true),
        new ScenarioRecording(new Scenario(1, Layouts.Standard, []), new HostCapabilities(), 0, [], null, null),
        originalSteps: 0)
    {
        Cause = cause,
    };

    private static Verdict Verdict(Counterexample? violation) => new(
        ScenarioCampaign.KindOf(Profile.Abi, Layouts.StandardName, 1, Vcpus.Played),
        TargetSpec.Library("lib.so"), Profile.Abi,
        Layouts.StandardName, 1, violation is null ? Outcome.Conforms : Outcome.Violation, 1, 1, TimeSpan.Zero,
        new Coverage(), violation, []);
}
