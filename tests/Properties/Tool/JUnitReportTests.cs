// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Xml.Linq;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Tool;

/// <summary>The report has a failure exactly where the command fails, because CI systems act on it.</summary>
public sealed class JUnitReportTests
{
    private static readonly Requirement Must = Catalogue.All.First(r => r.MakesViolation);
    private static readonly Requirement Should = Catalogue.All.First(r => !r.MakesViolation);

    [Fact]
    public void A_deviation_is_a_passed_case_with_a_message()
    {
        var @case = CaseOf(Verdict(Outcome.Conforms, deviation: Evident(Should)), isStrict: false, failures: 0);
        Assert.Null(@case.Element("failure"));
        Assert.StartsWith("deviation: observed this\nallowed: that", @case.Element("system-out")!.Value,
            StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_strict_run_a_deviation_fails()
    {
        var @case = CaseOf(Verdict(Outcome.Violation, deviation: Evident(Should)), isStrict: true, failures: 1);
        Assert.Equal("deviation", @case.Element("failure")!.Attribute("type")!.Value);
    }

    [Fact]
    public void A_deviation_that_was_not_reproduced_does_not_fail_even_a_strict_run()
    {
        var suspected = Evident(Should, isReproduced: false);
        var @case = CaseOf(Verdict(Outcome.Conforms, deviation: suspected), isStrict: true, failures: 0);
        Assert.Contains("suspected, not reproduced", @case.Element("system-out")!.Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_violation_fails(bool isStrict)
    {
        var @case = CaseOf(Verdict(Outcome.Violation, violation: Evident(Must)), isStrict, failures: 1);
        Assert.Equal("violation", @case.Element("failure")!.Attribute("type")!.Value);
        Assert.Equal("observed this", @case.Element("failure")!.Attribute("message")!.Value);
    }

    [Fact]
    public void A_device_that_ended_its_process_is_a_violation_even_if_it_did_that_once()
    {
        var shown = Evident(Must, isReproduced: false);
        var once = shown with
        {
            Recording = shown.Recording with { Death = new RunDeath(0, RunPhase.InDevice, false, "") },
        };
        var @case = CaseOf(Verdict(Outcome.Died, violation: once), isStrict: false, failures: 1);
        Assert.Equal("violation", @case.Element("failure")!.Attribute("type")!.Value);
        Assert.Equal("observed this", @case.Element("failure")!.Attribute("message")!.Value);
    }

    [Fact]
    public void A_violation_that_was_not_reproduced_is_suspected()
    {
        var suspected = Evident(Must, isReproduced: false);
        var @case = CaseOf(Verdict(Outcome.Undecided, violation: suspected), isStrict: false, failures: 1);
        Assert.Equal("suspected", @case.Element("failure")!.Attribute("type")!.Value);
        Assert.Equal("suspected, not reproduced: observed this",
            @case.Element("failure")!.Attribute("message")!.Value);
    }

    [Fact]
    public void No_device_fails_where_the_kernel_differs_from_the_model()
    {
        var @case = CaseOf(Verdict(Outcome.HostModelDiffers, violation: Evident(Must)), isStrict: true, failures: 0);
        Assert.Contains("the host kernel differs from the host model",
            @case.Element("skipped")!.Attribute("message")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_may_have_any_name()
    {
        var verdict = Verdict(Outcome.Violation, violation: Evident(Must)) with
        {
            Target = TargetSpec.Library("lib\u0007\ud83d.so"),
        };
        Assert.StartsWith("lib??.so, ", SuiteOf(verdict, isStrict: false).Attribute("name")!.Value,
            StringComparison.Ordinal);
    }

    [CTheory]
    [InlineData("0")]
    [InlineData("1", "--strict")]
    public void The_command_says_whether_it_is_strict(string failures, params string[] strict) => Assert.Equal(
        failures, ConformRun.Of(ConformRun.Deviating, strict).JUnit.Attribute("failures")!.Value);

    private static ScenarioCounterexample Evident(Requirement requirement, bool isReproduced = true) => new(
        new Finding(requirement, 0, "this", "that"),
        new Origin(TargetSpec.Library("lib.so"), Profile.Abi, Layouts.StandardName, Seed: 1, Index: 0),
        new SecondRun(isReproduced),
        new ScenarioRecording(new Scenario(1, Layouts.Standard, []), new HostCapabilities(), 0, [], null, null),
        originalSteps: 0);

    private static Verdict Verdict(
        Outcome outcome, Counterexample? violation = null, Counterexample? deviation = null) => new(
        ScenarioCampaign.KindOf(Profile.Abi, Layouts.StandardName, 1, Vcpus.Played),
        TargetSpec.Library("lib.so"), Profile.Abi,
        Layouts.StandardName, 1, outcome, 1, 1, TimeSpan.Zero, new Coverage(), violation,
        deviation is null ? [] : [deviation]);

    /// <summary>The case of the verdict's finding, in a suite with this number of failures.</summary>
    private static XElement CaseOf(Verdict verdict, bool isStrict, int failures)
    {
        var suite = SuiteOf(verdict, isStrict);
        var cases = suite.Elements("testcase").ToList();
        Assert.Equal(failures, cases.Count(c => c.Element("failure") is not null));
        foreach (var (name, element) in new[] { ("failures", "failure"), ("skipped", "skipped") })
        {
            Assert.Equal(cases.Count(c => c.Element(element) is not null).ToString(CultureInfo.InvariantCulture),
                suite.Attribute(name)!.Value);
        }

        var requirement = (verdict.Violation ?? verdict.Deviations[0]).Finding.Requirement;
        return cases.Single(c =>
            c.Attribute("name")!.Value.StartsWith($"{requirement.Id} ", StringComparison.Ordinal));
    }

    private static XElement SuiteOf(Verdict verdict, bool isStrict)
    {
        using var stream = new MemoryStream();
        JUnitReport.Write(stream, [verdict], isStrict);
        stream.Position = 0;
        return XDocument.Load(stream).Root!.Element("testsuite")!;
    }
}
