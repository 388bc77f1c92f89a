// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Alive;

/// <summary>Correct devices that take the other side of a freedom: nobody accuses them.</summary>
public sealed class DifferentDeviceTests
{
    /// <summary>On memory of all kinds at once; half of that on each alone. bench/Gallery takes them further.</summary>
    private const long Requests = 8_000;

    /// <summary>Bytes.</summary>
    private const ulong HugePage = (ulong)Backings.PagesInHugePage * PageGeometry.Size;

    private static readonly GuestLayout OnHugePages = Layouts.ByName[Layouts.HugeName];

    /// <summary>The C files beside these tests.</summary>
    public static TheoryData<string> Devices { get; } =
        [.. Directory.GetFiles(Repository.PathOf("tests", "Properties", "Different", "c"), "*.c")
            .Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [CTheory]
    [MemberData(nameof(Devices))]
    public void A_correct_device_has_only_the_deviations_that_it_says(string file)
    {
        var source = Repository.PathOf("tests", "Properties", "Different", "c", file);
        var target = TargetSpec.Library(CCompiler.Compile(source));
        var found = Layouts.ByName.Keys.Where(name => name != Layouts.HugeName)
            .Select(backing => Run(target, Profile.Abi, backing)).ToList();
        Assert.Equal(DeviationsOf(source), found.SelectMany(v => v.Deviations)
            .Select(d => d.Finding.Requirement.Id.ToString()).Distinct().Order(StringComparer.Ordinal));
    }

    [CTheory]
    [MemberData(nameof(Devices))]
    public void It_violates_nothing_where_Linux_itself_is_asked_for(string file) => Run(TargetSpec.Library(
        CCompiler.Compile("tests", "Properties", "Different", "c", file)), Profile.Linux, Layouts.StandardName);

    [CHugeTheory]
    [MemberData(nameof(Devices))]
    public void It_violates_nothing_on_huge_pages(string file) => Run(TargetSpec.Library(
        CCompiler.Compile("tests", "Properties", "Different", "c", file)), Profile.Abi, Layouts.HugeName);

    /// <summary>A device that does not know what a failed call did keeps on the safe side.</summary>
    [CHugeTheory]
    [InlineData("EightBytes")]
    [InlineData("LowThenHigh")]
    [Trait("Requirement", "PVMC-DEV-003")]
    public void A_buffer_where_an_MPROTECT_RW_failed_may_be_refused(string form)
    {
        // The huge page at the beginning is not cut, so the request fails; the second is as it ever was.
        var start = OnHugePages.Regions[0].Start;
        Assert.Empty(AfterHandshakeOnHugePages(
            new Step.Send(0, new Request(FunctionCode.MProtectR, start, HugePage, 1)),
            new Step.Send(0, new Request(FunctionCode.MProtectRW, start + PageGeometry.Size, HugePage, 1)),
            new Step.Command((uint)TransportCommand.Reset),
            new Step.Register(0, start + HugePage, Enum.Parse<AddressForm>(form))));
    }

    /// <summary>The kernel protects the first huge page, and fails at the second, a mapping of its own.</summary>
    [CHugeTheory]
    [InlineData(FunctionCode.MProtectR)]
    [InlineData(FunctionCode.MProtectNone)]
    [Trait("Requirement", "PVMC-VMM-004")]
    public void What_a_failed_call_did_may_be_lost_by_restore(FunctionCode function)
    {
        var start = OnHugePages.Regions[0].Start;
        Assert.Empty(AfterHandshakeOnHugePages(
            new Step.Send(0, new Request(FunctionCode.DontDump, start + HugePage, HugePage, 1)),
            new Step.Send(0, new Request(function, start, HugePage + PageGeometry.Size, 1)),
            new Step.SaveRestore()));
    }

    [CargoFact]
    public void The_Rust_example_conforms_on_every_backing()
    {
        var target = TargetSpec.Library(Cargo.Build());
        foreach (var (profile, backing) in Layouts.ByName.Keys.Where(name => name != Layouts.HugeName)
            .SelectMany(name => new[] { (Profile.Abi, name), (Profile.Linux, name) }))
        {
            Assert.Empty(Run(target, profile, backing).Deviations);
        }

        var bounds = new BoundsProbe(target, OptionsOf(Profile.Abi, Layouts.StandardName)).Run();
        Assert.All(bounds, v => Assert.True(v.Outcome == Outcome.Conforms && v.Deviations.IsEmpty, v.Remark));
    }

    /// <summary>What the C example shows with a channel whose buffer is in the second region.</summary>
    private static ImmutableArray<Finding> AfterHandshakeOnHugePages(params ReadOnlySpan<Step> steps)
    {
        using var trial = new Trial(TargetSpec.Library(CCompiler.Compile("examples", "c", "pvmemcontrol_example.c")),
            Profile.Abi, RunnerSettings.Default);
        return trial.Run(new Scenario(0, OnHugePages,
        [
            new Step.Command((uint)TransportCommand.Reset),
            new Step.Register(0, OnHugePages.Regions[1].Start, AddressForm.EightBytes),
            new Step.Command((uint)TransportCommand.Ready),
            .. steps,
        ])).Findings;
    }

    private static Verdict Run(TargetSpec target, Profile profile, string backing)
    {
        var verdict = new Campaign(target, OptionsOf(profile, backing)).Run();
        Assert.True(verdict.Outcome == Outcome.Conforms,
            $"{target.DisplayName}, {verdict.Measure}: {verdict.Outcome} {verdict.Violation?.Finding}\n"
            + verdict.Violation?.Scenario);
        return verdict;
    }

    private static CampaignOptions OptionsOf(Profile profile, string backing) =>
        new()
        {
            Seed = 2,
            Profile = profile,
            Backing = backing,
            Requests = backing == Layouts.StandardName ? Requests : Requests / 2,
        };

    private static string[] DeviationsOf(string source)
    {
        const string mark = "Deviates:";
        var line = File.ReadLines(source).Take(4).FirstOrDefault(l => l.Contains(mark, StringComparison.Ordinal));
        return line is null
            ? []
            : line[(line.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..]
                .Split([' ', ',', '*', '/'], StringSplitOptions.RemoveEmptyEntries);
    }
}
