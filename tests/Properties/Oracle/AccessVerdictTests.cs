// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;
using static Pvmemcontrol.Properties.Oracle.Verdicts;

namespace Pvmemcontrol.Properties.Oracle;

/// <summary>Verdicts on accesses of the guest that show the state of a page, on runs written by hand.</summary>
public sealed class AccessVerdictTests
{
    private const int Page = 3;
    private const int SharedPage = 14;

    /// <summary>Half of it on page 1, half on page 2.</summary>
    private const ulong AcrossPages = 0x1_0000_1FF0;

    private static readonly ulong Address = WrittenRun.Layout.AddressOfPage(Page);
    private static readonly Request Info = new(FunctionCode.Info, 0x11, 0x13, 0x15);
    private static readonly Observation Fault = new(ObservationKind.Fault);

    private static WrittenRun Ready => new WrittenRun().Handshake();

    [Fact]
    [Trait("Requirement", "PVMC-DEV-044")]
    public void A_fault_shows_which_of_two_protections_a_failure_left()
    {
        WrittenRun Faulted() => Ready.Asks(FunctionCode.MProtectR, Page, new Reply((uint)Errno.ENOMEM, 1, 0, 0, 0))
            .Does(new Step.Store(Address, 1), Fault);
        AssertConforms(Faulted().Flags(Page, VmaFlags.Read));
        AssertNamed(EffectRequirements.FailureLeavesOldOrNew, Faulted());
        AssertNamed(EffectRequirements.FailureLeavesOldOrNew, Faulted().Does(new Step.Store(Address, 1)));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-043")]
    public void A_buffer_across_two_pages_faults_where_either_may_be_protected_and_how_far_it_got_is_open()
    {
        AssertConforms(Ready.Asks(FunctionCode.MProtectR, 2).Commands(TransportCommand.Reset)
            .Registers(0, AcrossPages, WrittenRun.Channel).Does(new Step.Send(0, Info), Fault)
            .Holds(AcrossPages + 8, [0x11]));
        AssertNamed(EffectRequirements.OtherProtectionsStay, Ready.Commands(TransportCommand.Reset)
            .Registers(0, AcrossPages, WrittenRun.Channel).Does(new Step.Send(0, Info), Fault));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-043")]
    public void It_does_not_take_a_request_where_the_first_is_protected() =>
        AssertNamed(EffectRequirements.ProtectionIsInForce, new WrittenRun().Commands(TransportCommand.Reset)
            .Registers(0, WrittenRun.Buffer, WrittenRun.Channel).Registers(1, AcrossPages, WrittenRun.Channel + 1)
            .Commands(TransportCommand.Ready).Asks(FunctionCode.MProtectR, 1)
            .Does(new Step.Send(1, Info), Observation.OfBuffer(new byte[Request.Size])));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-043")]
    public void A_page_beside_one_that_is_protected_is_accessible_and_so_is_the_last()
    {
        AssertConforms(Ready.Asks(FunctionCode.MProtectNone, Page + 1).Flags(Page + 1, VmaFlags.None)
            .Stores(Address, 1));
        AssertConforms(Ready.Stores(WrittenRun.Layout.Regions[^1].End - sizeof(ulong), 1));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-033")]
    public void A_load_of_what_only_Linux_forbids_is_a_deviation()
    {
        var shared = WrittenRun.Layout.AddressOfPage(SharedPage);
        var run = Ready.Stores(shared, 1).Asks(FunctionCode.DontNeed, SharedPage)
            .Does(new Step.Load(shared), new Observation(ObservationKind.Value)).Zeroed(SharedPage);
        AssertConforms(run);
        Assert.Null(run.Judged(Profile.Linux).Violation);
        Assert.Equal(RequestRequirements.ReplyIsTheCalls,
            Assert.Single(run.Judged(Profile.Linux).Deviations).Requirement);
    }

    [Fact]
    [Trait("Requirement", "PVMC-HOST-005")]
    public void What_a_bare_call_did_is_looked_for_in_the_end()
    {
        WrittenRun Called() => new WrittenRun().Does(new Step.HostCall(FunctionCode.MProtectR, Address,
            PageGeometry.Size), new Observation(ObservationKind.Value));
        Assert.Empty(Called().Flags(Page, VmaFlags.Read).Judged(Profile.Linux, isBareKernel: true).Findings);
        Assert.Equal(HostRequirements.ProtectSetsRange,
            Called().Judged(Profile.Linux, isBareKernel: true).Violation?.Requirement);
        Assert.Equal(HostRequirements.UntouchedKept, new WrittenRun().Holds(Address, [1])
            .Judged(Profile.Linux, isBareKernel: true).Violation?.Requirement);
    }
}
