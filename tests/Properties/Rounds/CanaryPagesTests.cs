// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Rounds;

/// <summary>Pages of the VMM beside guest RAM.</summary>
public sealed class CanaryPagesTests : IDisposable
{
    private const ulong Size = PageGeometry.Size;
    private const int EndOfFirst = RoundLayout.FirstSharedPage * PageGeometry.Size;

    /// <summary>Where no other test of this process maps anything.</summary>
    private const int Place = 100;

    private static readonly GuestLayout OnePage = new(new Region(0, 1, Backing.PrivateAnonymous));
    private readonly GuestMemory _memory = new(RoundLayout.Layout, Place);

    public void Dispose() => _memory.Dispose();

    [Theory]
    [Trait("Requirement", "PVMC-DEV-026")]
    [InlineData(0x1_0001_4123, 8, 0, EndOfFirst)]
    [InlineData(0x1_000f_fff0, 8, 1, -PageGeometry.Size)]
    [InlineData(0x1_0001_3000, 0x2000, 0, EndOfFirst)]
    public void Where_a_request_leaves_a_region_there_is_a_page_and_a_change_of_it_is_found(
        ulong address, ulong length, int region, int offset)
    {
        using var pages = new CanaryPages(_memory, Sent(Discard(address, length)));
        var page = _memory.BaseOf(region) + offset;
        Assert.False(IsFree(page));
        Assert.Equal(0UL, pages.FindChanged());
        Marshal.WriteInt64(page, 0);
        Assert.Equal(RoundLayout.Layout.Regions[region].Start + (ulong)offset, pages.FindChanged());
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-026")]
    public void A_page_that_was_protected_is_found_too()
    {
        using var pages = new CanaryPages(_memory, Sent(Discard(0x1_0001_4000, Size)));
        Assert.Equal(0, LibC.MProtect(_memory.BaseOf(0) + EndOfFirst, (nuint)Size, LibC.ProtRead));
        Assert.Equal(0x1_0001_4000UL, pages.FindChanged());
    }

    [Fact]
    public void A_request_inside_guest_RAM_or_far_from_it_needs_no_page()
    {
        using var near = new CanaryPages(_memory, Sent(Discard(RoundLayout.AddressOf(5), Size)));
        Assert.True(IsFree(_memory.BaseOf(1) - 0xF_B000));
        using var far = new CanaryPages(_memory, Sent(Discard(0x1_0000_0000 - 0x1000_0000, Size)));
        Assert.True(IsFree(_memory.BaseOf(0) - 0x1000_0000));
        using var farther = new CanaryPages(_memory, Sent(Discard(0x1_1000_0000, Size)));
        Assert.True(IsFree(_memory.BaseOf(0) + 0x1000_0000));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-070")]
    public void Where_it_is_rewritten_the_device_may_apply_its_address_to_another_region()
    {
        using var pages = new CanaryPages(_memory, Rewritten(Discard(RoundLayout.AddressOf(5), Size)));
        Assert.False(IsFree(_memory.BaseOf(1) - 0xF_B000));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-070")]
    public void A_range_that_ends_with_its_region_needs_no_page_behind_it()
    {
        using var pages = new CanaryPages(_memory,
            Rewritten(Discard(RoundLayout.AddressOf(RoundLayout.FirstSharedPage - 1), Size)));
        Assert.True(IsFree(_memory.BaseOf(0) + EndOfFirst));
    }

    [Theory]
    [Trait("Requirement", "PVMC-DEV-070")]
    [InlineData(false)]
    [InlineData(true)]
    public void A_changed_page_is_counted_and_means_in_turn_that_a_bad_range_was_not_refused(bool isRewritten)
    {
        var coverage = new Coverage();
        var request = Discard(RoundLayout.AddressOf(5), Size);
        var finding = (isRewritten
                ? new History([request], [new VcpuStep(VcpuAction.Repeat, 0, 9)], [Rewrite])
                : new History([request], [VcpuStep.Send(0)]))
            .ChangedBeside(0x1_0001_4000).Judged(coverage);
        Assert.Equal(RequestRequirements.BadRangeIsRefused, finding?.InTurn);
        Assert.Equal(isRewritten ? 1 : 0, coverage.Exercised(ConcurrencyRequirements.RequestIsReadOnce));
        Assert.Equal(isRewritten ? 0 : 1, coverage.Exercised(RequestRequirements.BadRangeIsRefused));
    }

    private static VcpuStep Rewrite => new(VcpuAction.Rewrite, 0, 24, 0x01);

    private static Round Sent(Request request) => new(0, 1, [request], [[VcpuStep.Send(0)]]);

    private static Round Rewritten(Request request) =>
        new(0, 1, [request], [[new VcpuStep(VcpuAction.Repeat, 0, 9)], [Rewrite]]);

    private static Request Discard(ulong address, ulong length) => new(FunctionCode.DontNeed, address, length, 0x17);

    private static bool IsFree(nint address)
    {
        using var page = GuestMemory.TryAt(OnePage, address);
        return page is not null;
    }
}
