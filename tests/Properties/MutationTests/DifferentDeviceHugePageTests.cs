// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.MutationTests;

/// <summary>Correct devices on hugetlb memory, where calls fail half done.</summary>
[Collection(HugePages.Collection)]
public sealed class DifferentDeviceHugePageTests
{
    /// <summary>Bytes.</summary>
    private const ulong HugePage = (ulong)Backings.PagesInHugePage * PageGeometry.Size;

    private static readonly GuestLayout OnHugePages = Layouts.ByName[Layouts.HugeName];

    [CHugeTheory]
    [MemberData(nameof(DifferentDeviceTests.Devices), MemberType = typeof(DifferentDeviceTests))]
    public void It_violates_nothing_on_huge_pages(string name) => DifferentDeviceTests.Run(
        DifferentDeviceTests.Named(name).Target, Profile.Abi, Layouts.HugeName);

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

    /// <summary>What the C example shows with a channel whose buffer is in the second region.</summary>
    private static ImmutableArray<Finding> AfterHandshakeOnHugePages(params ReadOnlySpan<Step> steps)
    {
        var example = TargetSpec.Library(CCompiler.Compile("examples", "c", "pvmemcontrol_example.c"));
        using var trial = new ScenarioTrial(example, Profile.Abi, RunnerSettings.Default);
        return trial.Run(new Scenario(0, OnHugePages,
        [
            new Step.Command((uint)TransportCommand.Reset),
            new Step.Register(0, OnHugePages.Regions[1].Start, AddressForm.EightBytes),
            new Step.Command((uint)TransportCommand.Ready),
            .. steps,
        ])).Findings;
    }
}
