// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;
using static Pvmemcontrol.Properties.Oracle.Verdicts;

namespace Pvmemcontrol.Properties.Oracle;

/// <summary>Verdicts on the guest's accesses, on guest RAM in the end, on deaths, on runs written by hand.</summary>
public sealed class MemoryVerdictTests
{
    private const int Page = 3;
    private static readonly ulong Address = WrittenRun.Layout.AddressOfPage(Page);
    private static readonly Observation Fault = new(ObservationKind.Fault);

    private static WrittenRun Ready => new WrittenRun().Handshake();

    [Fact]
    [Trait("Requirement", "PVMC-DEV-043")]
    public void A_protected_page_denies_what_it_does_not_allow()
    {
        var read = Ready.Asks(FunctionCode.MProtectR, Page).Flags(Page, VmaFlags.Read);
        AssertConforms(read.Does(new Step.Store(Address, 1), Fault).Does(new Step.Load(Address), Value(0)));
        AssertNamed(EffectRequirements.ProtectionIsInForce, Ready.Asks(FunctionCode.MProtectR, Page)
            .Flags(Page, VmaFlags.Read).Does(new Step.Store(Address, 1)));
        AssertNamed(EffectRequirements.ProtectionIsInForce, Ready.Asks(FunctionCode.MProtectR, Page)
            .Flags(Page, VmaFlags.Read).Does(new Step.Load(Address), Fault));
        AssertNamed(EffectRequirements.ProtectionIsInForce, Ready.Asks(FunctionCode.MProtectNone, Page)
            .Flags(Page, VmaFlags.None).Does(new Step.Load(Address), Value(0)));
        AssertNamed(EffectRequirements.ProtectionIsInForce, Ready.Asks(FunctionCode.MProtectNone, Page)
            .Flags(Page, VmaFlags.None).Does(new Step.Fill(Page, 1)));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-045")]
    public void A_page_that_nobody_protected_denies_nothing()
    {
        AssertNamed(EffectRequirements.OtherProtectionsStay, Ready.Does(new Step.Store(Address, 1), Fault));
        AssertNamed(EffectRequirements.OtherProtectionsStay, Ready.Does(new Step.Load(Address), Fault));
        AssertNamed(EffectRequirements.OtherProtectionsStay, Ready.Does(new Step.Load(Address + 4092), Fault));
        AssertNamed(EffectRequirements.OtherProtectionsStay,
            Ready.Does(new Step.Send(0, new Request(FunctionCode.Info, 0, 0)), Fault));
        AssertNamed(EffectRequirements.OtherProtectionsStay, Ready.Flags(Page, VmaFlags.Read));
        AssertNamed(EffectRequirements.OtherProtectionsStay, Ready.Unmapped(Page));
    }

    [Theory]
    [InlineData(Vcpus.Played, false)]
    [InlineData(Vcpus.Kvm, true)]
    [Trait("Requirement", "PVMC-DEV-043")]
    public void A_real_vCPU_reads_what_it_may_write(Vcpus vcpus, bool mayRead)
    {
        var run = new WrittenRun { Vcpus = vcpus }.Handshake().Asks(FunctionCode.MProtectW, Page)
            .Flags(Page, VmaFlags.Write).Does(new Step.Load(Address), Value(0));
        Assert.Equal(mayRead, run.Judged(Profile.Linux).Findings.IsEmpty);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void A_load_shows_what_the_guest_stored()
    {
        AssertConforms(Ready.Stores(Address, 7).Does(new Step.Load(Address), Value(7)));
        AssertNamed(RequestRequirements.NothingElseIsWritten,
            Ready.Stores(Address, 7).Does(new Step.Load(Address), Value(8)));
        AssertNamed(EffectRequirements.DontNeedZeroes, Ready.Stores(Address, 7)
            .Asks(FunctionCode.DontNeed, Page).Does(new Step.Load(Address), Value(7)));
        AssertNamed(RequestRequirements.NothingElseIsWritten, Ready.Stores(Address, 7).Zeroed(Page));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-042")]
    public void A_freed_page_that_was_seen_as_zeros_does_not_come_back()
    {
        var freed = Ready.Stores(Address, 7).Asks(FunctionCode.Free, Page);
        AssertConforms(freed.Does(new Step.Load(Address), Value(7)).Does(new Step.Load(Address), Value(0))
            .Zeroed(Page));
        AssertNamed(EffectRequirements.FreeKeepsOrZeroes, freed.Does(new Step.Load(Address), Value(7)));
    }

    [Theory]
    [Trait("Requirement", "PVMC-DEV-060")]
    [InlineData(FunctionCode.MLock, VmaFlags.Locked, "PVMC-DEV-060")]
    [InlineData(FunctionCode.DontDump, VmaFlags.DontDump, "PVMC-DEV-062")]
    public void An_attribute_that_was_promised_is_there(FunctionCode function, VmaFlags flag, string requirement)
    {
        AssertConforms(Ready.Asks(function, Page).Flags(Page, VmaFlags.ReadWrite | flag));
        Assert.Equal(requirement, $"{Ready.Asks(function, Page).Judged().Violation?.Requirement.Id}");
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-065")]
    public void An_attribute_that_nobody_asked_for_is_not_there() =>
        AssertNamed(AttributeRequirements.OtherAttributesStay,
            Ready.Flags(Page, VmaFlags.ReadWrite | VmaFlags.DontDump));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-067")]
    public void A_page_that_became_executable_is_named_unless_it_was_so_from_the_start()
    {
        const VmaFlags all = VmaFlags.ReadWrite | VmaFlags.Execute;
        AssertNamed(AttributeRequirements.NothingBecomesExecutable, Ready.Flags(Page, all));
        AssertConforms(new WrittenRun
        {
            VmasAtCreate = [.. Enumerable.Range(0, WrittenRun.Layout.PageCount)
                .Select(page => (byte)(page == Page ? all : VmaFlags.ReadWrite))],
        }.Handshake().Flags(Page, all));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-066")]
    public void What_was_discarded_is_given_back()
    {
        // Not beside the buffer: there the reply may bring it back.
        const int page = 24;
        var address = WrittenRun.Layout.AddressOfPage(page);
        WrittenRun Discarded() => Ready.Stores(address, 7).Asks(FunctionCode.DontNeed, page).Zeroed(page);
        AssertConforms(Discarded().Absent(page));
        Assert.Equal(AttributeRequirements.DiscardGivesBack, Discarded().Absent().Judged().Findings[0].Requirement);
        AssertConforms(Discarded());
        AssertConforms(Discarded().Stores(address + PageGeometry.Size, 1).Absent());
        AssertConforms(Ready.Asks(FunctionCode.DontNeed, Page).Absent());
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-060")]
    public void What_is_locked_is_in_memory()
    {
        WrittenRun Locked() =>
            Ready.Asks(FunctionCode.MLock, Page).Flags(Page, VmaFlags.ReadWrite | VmaFlags.Locked);
        AssertConforms(Locked().Absent(Page + 1));
        AssertNamed(AttributeRequirements.LockMeansLocked, Locked().Absent(Page));
    }

    [Fact]
    public void Of_a_device_in_another_process_the_mapping_is_not_looked_at()
    {
        var host = HostCapabilities.Typical with { IsOtherProcess = true };
        WrittenRun Other() => new WrittenRun { Host = host }.Handshake();
        AssertConforms(Other().Flags(Page, VmaFlags.Read));
        AssertNamed(VmmRequirements.OtherProcessClaimsLess, Other().Asks(FunctionCode.MProtectR, Page));
        AssertConforms(Other().Asks(FunctionCode.MProtectR, Page, new Reply((uint)Errno.EOPNOTSUPP, 1, 0, 0, 0)));
    }

    [Theory]
    [Trait("Requirement", "PVMC-HOST-001")]
    [InlineData(Errno.None, true)]
    [InlineData(Errno.EINVAL, false)]
    public void A_bare_call_returns_what_the_model_says(Errno errno, bool fits)
    {
        var run = new WrittenRun().Does(
            new Step.HostCall(FunctionCode.DontNeed, Address, PageGeometry.Size), Value((ulong)errno));
        Assert.Equal(fits, run.Judged(Profile.Linux, isBareKernel: true).Violation is null);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-048")]
    public void A_death_is_named_after_what_came_before_or_after_its_place()
    {
        Assert.Equal(RequestRequirements.NothingElseIsWritten, Ready.Stores(Address, 7)
            .Does(new Step.Load(Address), Value(8)).Does(new Step.Load(Address))
            .Died(RunPhase.InDevice, 5).Requirement);
        Assert.Equal(EffectRequirements.OtherProtectionsStay, Ready.Does(new Step.Load(Address))
            .Died(RunPhase.GuestAccess, 3).Requirement);
        Assert.Equal(EffectRequirements.DeviceSurvives, Ready.Does(new Step.Load(Address))
            .Died(RunPhase.Idle, 3).Requirement);
        Assert.Equal(EffectRequirements.DeviceSurvives, Ready.Asks(FunctionCode.DontNeed, Page)
            .Died(RunPhase.InDevice, 3).Requirement);
        Assert.Equal("the call returns", Ready.Does(new Step.VmReset()).Died(RunPhase.InDevice, 3).Allowed);
        Assert.Equal("the register access returns",
            Ready.Does(new Step.Resend(0)).Died(RunPhase.InDevice, 3).Allowed);
        Assert.Equal("the device can be destroyed", Ready.Died(RunPhase.Destroying, 3).Allowed);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-046")]
    public void A_death_by_a_buffer_that_was_revoked_is_named_after_that()
    {
        var buffer = WrittenRun.Layout.AddressOfPage(5);
        var refused = new Reply((uint)Errno.ENOMEM, 1, 0, 0, 0);
        var run = Ready.Asks(FunctionCode.MProtectNone, 5, refused).Commands(TransportCommand.Reset)
            .Registers(0, buffer, WrittenRun.Channel).Commands(TransportCommand.Ready).Does(new Step.Resend(0));
        Assert.Equal(EffectRequirements.RevokedBufferIsHarmless, run.Died(RunPhase.InDevice, 7).Requirement);
    }

    private static Observation Value(ulong value) => new(ObservationKind.Value, value);
}
