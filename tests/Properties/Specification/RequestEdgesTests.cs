// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Specification;

/// <summary>The edges of what single requests may leave.</summary>
public sealed class RequestEdgesTests
{
    private const ulong Start = 0x10_0000;
    private const ulong PageSize = PageGeometry.Size;

    /// <summary>Private memory, and beside it shared memory.</summary>
    private static readonly GuestLayout Layout = new(
        new Region(Start, 4, Backing.PrivateAnonymous), new Region(Start + (4 * PageSize), 4, Backing.SharedMemory));

    private static readonly HostMapping Fresh =
        HostMapping.Fresh(Layout, HostCapabilities.Typical, UntouchedRules.BehindDevice);

    [Fact]
    [Trait("Requirement", "PVMC-DEV-029")]
    public void A_misaligned_lock_may_lock_and_changes_no_byte()
    {
        var after = Outcomes(FunctionCode.MLock, Start, 100)[1].Host.Pages[0];
        Assert.True(after.Vma.Has(VmaFlags.ReadWrite | VmaFlags.Locked));
        Assert.True(after.Vma.Has(VmaFlags.ReadWrite));
        Assert.Same(Fresh.Pages[0].Content, after.Content);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-026")]
    public void A_refused_range_that_begins_in_a_page_is_due_for_that_page_and_not_for_the_one_before()
    {
        var outcome = Assert.Single(Outcomes(FunctionCode.DontNeed, Start + PageSize + 8, 16 * PageSize));
        Assert.Equal(RequestRequirements.NothingElseIsWritten, outcome.Host.Pages[0].Content.Origin);
        Assert.All([1, 2, 7], page =>
            Assert.Equal(RequestRequirements.BadRangeIsRefused, outcome.Host.Pages[page].Content.Origin));
    }

    [Theory]
    [Trait("Requirement", "PVMC-DEV-043")]
    [InlineData(Profile.Abi, true)]
    [InlineData(Profile.Linux, false)]
    public void A_page_to_write_may_be_read_too_but_on_Linux(Profile profile, bool mayBeRead)
    {
        var vma = Outcomes(FunctionCode.MProtectW, Start, PageSize, profile)[0].Host.Pages[0].Vma;
        Assert.True(vma.Has(VmaFlags.Write));
        Assert.Equal(mayBeRead, vma.Has(VmaFlags.ReadWrite));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-065")]
    public void A_page_cannot_lose_an_attribute_that_it_need_not_have()
    {
        var dumped = Fresh.Change(Layout.Place(Start, 1), (_, page) => page with
        {
            Vma = VmaSet.Only(VmaFlags.ReadWrite | VmaFlags.Mergeable),
            AttributedBy = AttributeReasons.All(AttributeRequirements.DontDumpMeansNoDump),
        });
        var after = Outcomes(FunctionCode.PageOut, Start, PageSize, host: dumped)[0].Host.Pages[0].AttributedBy;
        Assert.Equal(AttributeRequirements.DontDumpMeansNoDump, after.DontDump);
        Assert.Equal(AttributeRequirements.OtherAttributesStay, after.Mergeable);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-034")]
    public void An_errno_that_the_call_cannot_have_is_no_excuse_where_the_flags_are_known()
    {
        var open = Fresh.Change(Layout.Place(Start, 1), (_, page) => page with
        {
            Vma = page.Vma.Or(VmaSet.Only(VmaFlags.ReadWrite | VmaFlags.Locked)),
        });
        Assert.False(Admits(Fresh, Profile.Abi, Errno.EINVAL));
        Assert.True(Admits(open, Profile.Abi, Errno.EINVAL));
        Assert.True(Admits(open, Profile.Linux, Errno.EINVAL));
        Assert.False(Admits(open, Profile.Linux, Errno.ENOTTY));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-027")]
    public void FREE_over_two_regions_may_have_freed_before_it_was_refused()
    {
        var refused = Outcomes(FunctionCode.Free, Start + (3 * PageSize), 2 * PageSize)[0].Host;
        Assert.True(refused.Pages[3].Content.IsLazilyFreed);
        Assert.False(Outcomes(FunctionCode.Remove, Start + (3 * PageSize), 2 * PageSize)[0].Host
            .Pages[3].Content.IsLazilyFreed);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-046")]
    public void A_range_outside_guest_RAM_takes_no_buffer() => Assert.False(
        new RequestSpec(Profile.Abi, Fresh, [new Channel(1, Start)], default)
            .MayRevokeLiveBuffer(new Request(FunctionCode.MProtectR, 0, PageSize, 1)));

    /// <summary>True when no requirement forbids DONTNEED to fail with this errno.</summary>
    private static bool Admits(HostMapping host, Profile profile, Errno errno) =>
        Outcomes(FunctionCode.DontNeed, Start, PageSize, profile, host)[1].Reply
            .All(f => f.Admits(new Reply((uint)errno, 1, 0, 0, 0)));

    private static ImmutableArray<RequestOutcome> Outcomes(FunctionCode function, ulong address, ulong length,
        Profile profile = Profile.Abi, HostMapping? host = null) =>
        new RequestSpec(profile, host ?? Fresh, ImmutableArray<Channel>.Empty, default)
            .Outcomes(new Request(function, address, length, 1));
}
