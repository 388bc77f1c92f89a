// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Properties.Traces;
using Xunit;

namespace Pvmemcontrol.Properties.Scenarios;

/// <summary>What others see who have mapped the file or the memory behind guest RAM.</summary>
public sealed class OthersViewTests
{
    private static readonly int FilePage = Layouts.Standard.PageCount - 1;

    [Fact]
    [Trait("Requirement", "PVMC-DEV-068")]
    public void A_file_with_a_hole_is_named_before_what_the_guest_sees_of_it()
    {
        var hole = new OthersView(FilePage, 0, Seen: 0, Expected: 1);
        var finding = Assert.Single(Recording(hole, isGuestRamKept: false)
            .Judge(Profile.Abi, isBareKernel: false, new Coverage()));
        Assert.Equal(AttributeRequirements.OthersSeeTheSame, finding.Requirement);
        Assert.Contains("as others see the file: zeros", finding.Observed, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-068")]
    public void Others_that_see_the_same_are_counted_as_a_check()
    {
        var coverage = new Coverage();
        Assert.Empty(Recording(others: null, isGuestRamKept: true).Judge(Profile.Abi, isBareKernel: false, coverage));
        Assert.Equal(1, coverage.Exercised(AttributeRequirements.OthersSeeTheSame));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-068")]
    public void A_trace_keeps_what_others_saw()
    {
        var written = new ScenarioCounterexample(
            new Finding(AttributeRequirements.OthersSeeTheSame, 0, "seen", "allowed"),
            Origin.Of(TargetSpec.Impl, new CampaignOptions { Seed = 1, Profile = Profile.Abi }, index: 0),
            new SecondRun(IsReproduced: true),
            Recording(new OthersView(FilePage, 8, Seen: 0, Expected: 2), isGuestRamKept: true), originalSteps: 1);
        var read = Assert.IsType<ScenarioCounterexample>(TraceBytes.Read(TraceBytes.Of(written)));
        Assert.Equal(written.Recording.End!.Others, read.Recording.End!.Others);
    }

    [Fact]
    public void A_guest_stores_into_shared_memory_for_all_and_into_a_private_file_for_itself()
    {
        using var memory = new GuestMemory(Layouts.Standard);
        var (shared, file) = (Layouts.Standard.Regions[1], Layouts.Standard.Regions[^1]);
        memory.Write(shared.Start, [1, 2, 3]);
        memory.Write(file.Start, [1, 2, 3]);
        Assert.Equal([1, 2, 3], memory.AsOthersSee(1)[..3].ToArray());
        Assert.Equal(PageImage.Fresh(Layouts.Standard.FirstPage(3), Backing.PrivateFile).Bytes[..3].ToArray(),
            memory.AsOthersSee(3)[..3].ToArray());
        Assert.True(memory.AsOthersSee(0).IsEmpty);
    }

    private static ScenarioRecording Recording(OthersView? others, bool isGuestRamKept)
    {
        var layout = Layouts.Standard;
        var pages = isGuestRamKept
            ? ImmutableSortedDictionary<int, PageImage>.Empty
            : ImmutableSortedDictionary<int, PageImage>.Empty.Add(FilePage, PageImage.Zero);
        var end = new EndState(
            [.. Enumerable.Repeat((byte)VmaFlags.ReadWrite, layout.PageCount)], [.. new byte[layout.PageCount]], pages)
        {
            Others = others,
        };
        return new ScenarioRecording(new Scenario(Seed: 0, layout, []), new HostCapabilities(), uint.MaxValue, [],
            Death: null, end);
    }
}
