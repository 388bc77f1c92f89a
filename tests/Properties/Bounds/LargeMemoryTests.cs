// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Bounds;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Plans;
using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Broken.Managed;
using Pvmemcontrol.Properties.Support;
using Pvmemcontrol.Properties.Tool;
using Xunit;

namespace Pvmemcontrol.Properties.Bounds;

/// <summary>Requests over large guest RAM.</summary>
public sealed class LargeMemoryTests
{
    /// <summary>RESET, REGISTER, READY.</summary>
    private const int Handshake = 3;

    private static readonly CampaignOptions Options = new() { Seed = 1, Profile = Profile.Abi };

    public static TheoryData<string> Correct { get; } =
        [.. SampleDevice.In("tests", "Properties", "Different", "c").Select(d => d.Name)];

    [CTheory]
    [MemberData(nameof(Correct))]
    public void A_correct_device_is_not_blamed(string name) => AssertConforms(
        SampleDevice.In("tests", "Properties", "Different", "c").First(d => d.Name == name).Target);

    [CFact]
    public void The_C_example_performs_every_request() =>
        Assert.StartsWith($"{LargeRequest.All.Length} of", AssertConforms(Example).Remark, StringComparison.Ordinal);

    [Fact]
    public void The_device_of_this_project_performs_every_request() => Assert.StartsWith(
        $"{LargeRequest.All.Length} of", AssertConforms(TargetSpec.Impl).Remark, StringComparison.Ordinal);

    [CargoFact]
    public void The_Rust_example_performs_every_request() => Assert.StartsWith($"{LargeRequest.All.Length} of",
        AssertConforms(TargetSpec.Library(Cargo.Build())).Remark, StringComparison.Ordinal);

    [CFact]
    public void A_device_that_declines_so_much_memory_is_skipped_with_the_reason()
    {
        var probe = new BoundsProbe(Library("Bounds", "declines_much_memory.c"), Options);
        Assert.Empty(probe.RunLarge());
        Assert.Contains("returned NULL", Assert.Single(probe.Skipped), StringComparison.Ordinal);
        Assert.Contains("large guest RAM", Assert.Single(probe.Skipped), StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_writes_to_what_it_discards_is_asked_for_no_long_discard()
    {
        var verdict = AssertConforms(TargetSpec.Managed(typeof(Dev066ZeroesByHand)));
        Assert.Equal(Handshake + LargeRequest.All.Count(r => !r.IsLong), verdict.Requests);
    }

    [CFact]
    [Trait("Requirement", "PVMC-DEV-048")]
    public void A_device_that_dies_of_a_long_request_is_blamed_for_that()
    {
        var verdict = Run(Library("Bounds", "dies_of_much_memory.c"));
        Assert.Equal(Outcome.Died, verdict.Outcome);
        Assert.True(verdict.Violation!.IsReproduced);
        Assert.Equal("PVMC-DEV-048", verdict.Violation.Finding.Requirement.Id.ToString());
        Assert.Contains(verdict.Violation.Steps, s => s.StartsWith("DONTNEED of 0x100205000, 0x80003000 bytes",
            StringComparison.Ordinal) && s.EndsWith("not answered", StringComparison.Ordinal));
    }

    [CFact]
    [Trait("Requirement", "PVMC-DEV-034")]
    public void A_valid_request_that_is_too_long_for_the_device_is_a_deviation_where_others_like_it_were_performed()
    {
        var verdict = Run(Library("Broken", "dev_034_length_is_an_int.c"));
        var deviation = Assert.Single(verdict.Deviations);
        Assert.Equal("PVMC-DEV-034", deviation.Finding.Requirement.Id.ToString());
        Assert.Contains("0x80003000 bytes", deviation.Finding.Observed, StringComparison.Ordinal);
    }

    [CFact]
    [Trait("Requirement", "PVMC-DEV-020")]
    public void What_a_device_does_after_its_register_write_returned_is_called_a_late_reply_and_nothing_else()
    {
        var verdict = Run(Library("Broken", "dev_020_late_reply.c"));
        Assert.Equal("PVMC-DEV-020", verdict.Violation!.Finding.Requirement.Id.ToString());
        Assert.EndsWith("buffer unchanged", verdict.Violation.Steps.Last(), StringComparison.Ordinal);
        Assert.Empty(verdict.Deviations);
    }

    [CFact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void A_finding_is_reproduced_from_its_trace_and_not_on_a_correct_device()
    {
        var target = Library("Broken", "dev_021_offset_cut_to_32_bits.c");
        var files = new TraceFiles(TemporaryDirectory.Make(), HasDeviations: false);
        var kept = files.Keep(Run(target), complaint => Assert.Fail(complaint)).Violation!;
        Assert.Contains("0x100000000 bytes before the range, holds zeros", kept.Finding.Observed,
            StringComparison.Ordinal);
        var trace = TraceReader.Read(kept.TraceFile!);
        var recorded = trace.JudgeAgain(Options).Violation!;
        Assert.Equal(
            CounterexampleText.Lines(kept).Except(kept.Provenance.Select(p => $"  {p}")),
            CounterexampleText.Lines(recorded).Except(recorded.Provenance.Select(p => $"  {p}")));

        var tool = ToolRun.Of("replay", kept.TraceFile!, "--against", target.Path!);
        Assert.True(tool.ExitCode == 2, tool.Output + tool.Errors);
        Assert.Contains("VIOLATION PVMC-DEV-021", tool.Output, StringComparison.Ordinal);
        Assert.Equal(Outcome.Conforms, trace.RunOn(Example, Options).Outcome);
    }

    [Fact]
    public void Every_request_is_aligned_and_lies_in_one_region_apart_from_the_buffer() =>
        Assert.All(LargeRequest.All, r =>
        {
            var range = LargeMemory.Layout.Place(r.Start, r.Length);
            Assert.True(range.Place == RangePlace.OneRegion && PageGeometry.IsAligned(r.Start), $"{r}");
            Assert.NotEqual(LargeMemory.Buffers, LargeMemory.Layout.RegionOfPage(range.FirstPage));
        });

    [Fact]
    public void No_range_is_discarded_after_its_protection_changed()
    {
        foreach (var (i, protect) in LargeRequest.All.Index().Where(r => r.Item.Function is FunctionCode.MProtectR))
        {
            Assert.DoesNotContain(LargeRequest.All.Skip(i), r => HostCalls.IsDiscard(r.Function)
                && r.Start < protect.End && protect.Start < r.End);
        }
    }

    [Fact]
    public void Some_address_offset_and_length_need_more_than_31_32_and_44_bits()
    {
        Assert.Contains(LargeRequest.All, r => r.Start >> 44 != 0);
        foreach (var bits in new[] { 31, 32 })
        {
            Assert.Contains(LargeRequest.All, r => r.Offset >> bits == 1);
            Assert.Contains(LargeRequest.All, r => r.Length >> bits == 1);
        }
    }

    private static TargetSpec Example => TargetSpec.Library(
        CCompiler.Compile("examples", "c", "pvmemcontrol_example.c"));

    private static TargetSpec Library(string folder, string file) =>
        TargetSpec.Library(CCompiler.Compile("tests", "Properties", folder, "c", file));

    private static Verdict Run(TargetSpec target) => Assert.Single(new BoundsProbe(target, Options).RunLarge());

    private static Verdict AssertConforms(TargetSpec target)
    {
        var verdict = Run(target);
        Assert.True(verdict.Outcome == Outcome.Conforms && verdict.Deviations.IsEmpty,
            $"{verdict.Outcome} {verdict.Violation?.Finding} {string.Join(' ', verdict.Deviations)}");
        return verdict;
    }
}
