// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Specification;

/// <summary>
/// What single calls do on hugetlb memory, where a host may have no huge pages to ask: private ones, then shared ones.
/// </summary>
public sealed class HugeCallsTests
{
    private const int Huge = Backings.PagesInHugePage;
    private const int Half = Huge / 2;
    private const int Private = 0;
    private const int Shared = 2 * Huge;

    private static readonly GuestLayout Layout = new(
        new Region(0x4000_0000, 2 * Huge, Backing.HugePrivate),
        new Region(0x5000_0000, 2 * Huge, Backing.HugeShared));

    private static readonly HostMapping Fresh =
        HostMapping.Fresh(Layout, HostCapabilities.Typical, UntouchedRules.BareKernel);

    private static readonly HostMapping Stored = Store(Store(Store(Store(Fresh, 0), Huge), Shared), Shared + Huge);

    [Fact]
    [Trait("Requirement", "PVMC-HOST-020")]
    public void DONTNEED_begins_at_a_huge_page() =>
        AssertRefused(Errno.EINVAL, Call(Stored, FunctionCode.DontNeed, Private + 1, Huge - 1));

    [Fact]
    [Trait("Requirement", "PVMC-HOST-020")]
    public void And_leaves_one_that_it_ends_in()
    {
        var result = Call(Stored, FunctionCode.DontNeed, Private, Huge + Half);
        Assert.Equal([Errno.None], result.Errnos.AsEnumerable());
        Assert.Equal([PageImage.Zero], result.After.Pages[Private].Content.Images.AsEnumerable());
        Assert.False(result.After.Pages[Huge - 1].Presence?.IsResident);
        Assert.True(result.After.Pages[Huge].IsSameAs(Stored.Pages[Huge]));
    }

    [Fact]
    [Trait("Requirement", "PVMC-HOST-020")]
    public void Shared_ones_keep_their_content()
    {
        var result = Call(Call(Stored, FunctionCode.MLock, Shared, Huge).After, FunctionCode.DontNeed, Shared, Huge);
        Assert.Equal([Errno.None], result.Errnos.AsEnumerable());
        Assert.Equal([PageImage.Filled(Shared, 1)], result.After.Pages[Shared].Content.Images.AsEnumerable());
        Assert.Null(result.After.Pages[Shared].Presence);
    }

    [Fact]
    [Trait("Requirement", "PVMC-HOST-021")]
    public void REMOVE_is_for_shared_ones() =>
        AssertRefused(Errno.EACCES, Call(Stored, FunctionCode.Remove, Private, Huge));

    [Fact]
    [Trait("Requirement", "PVMC-HOST-021")]
    public void REMOVE_zeroes_a_part_and_gives_back_what_is_whole()
    {
        var result = Call(Stored, FunctionCode.Remove, Shared, Huge + Half);
        Assert.Equal([Errno.None], result.Errnos.AsEnumerable());
        Assert.All([Shared, Shared + Huge],
            page => Assert.Equal([PageImage.Zero], result.After.Pages[page].Content.Images.AsEnumerable()));
        Assert.False(result.After.Pages[Shared].Presence?.IsResident);
        Assert.Null(result.After.Pages[Shared + Huge].Presence);
        Assert.True(result.After.Pages[Shared + Huge + Half].IsSameAs(Stored.Pages[Shared + Huge + Half]));
    }

    [Theory]
    [Trait("Requirement", "PVMC-HOST-021")]
    [InlineData(true, Errno.EACCES)]
    [InlineData(false, Errno.None)]
    public void REMOVE_needs_a_writable_page_on_some_kernels(bool needsWrite, Errno errno)
    {
        var kernel = HostMapping.Fresh(
            Layout, HostCapabilities.Typical with { RemoveNeedsWrite = needsWrite }, UntouchedRules.BareKernel);
        var host = Store(Store(kernel, Shared), Shared + Huge);
        var result = Call(Call(host, FunctionCode.MProtectR, Shared + Huge, Huge).After,
            FunctionCode.Remove, Shared, 2 * Huge);
        Assert.Equal([errno], result.Errnos.AsEnumerable());
        Assert.Equal([PageImage.Zero], result.After.Pages[Shared].Content.Images.AsEnumerable());
        Assert.Equal(needsWrite, result.After.Pages[Shared].Presence is null);
        Assert.Equal([Errno.None], Call(Call(host, FunctionCode.MProtectR, Shared + Huge, Huge).After,
            FunctionCode.Remove, Shared, Huge).Errnos.AsEnumerable());
        Assert.Equal(!needsWrite, result.After.Pages[Shared + Huge].Content.Images.Contains(PageImage.Zero));
    }

    [Theory]
    [Trait("Requirement", "PVMC-HOST-022")]
    [InlineData(FunctionCode.Free, Errno.EINVAL)]
    [InlineData(FunctionCode.PageOut, Errno.EINVAL)]
    [InlineData(FunctionCode.Mergeable, Errno.None)]
    [InlineData(FunctionCode.Unmergeable, Errno.None)]
    public void Some_calls_have_no_effect(FunctionCode function, Errno errno) =>
        AssertRefused(errno, Call(Stored, function, Private, Huge));

    [Fact]
    [Trait("Requirement", "PVMC-HOST-016")]
    public void They_have_no_names() => AssertRefused(Errno.EBADF, HostCalls.Apply(HostMapping.Fresh(Layout,
        HostCapabilities.Typical with { HasVmaNames = true }, UntouchedRules.BareKernel),
        FunctionCode.SetVmaAnonName, Layout.AddressOfPage(Shared), Backings.HugePageSize), host: null);

    [Fact]
    [Trait("Requirement", "PVMC-HOST-024")]
    public void MLOCK_brings_them_in_and_sets_no_flag()
    {
        var locked = Call(Stored, FunctionCode.MLock, Private, Huge);
        Assert.Equal([Errno.None], locked.Errnos.AsEnumerable());
        Assert.True(locked.After.Pages[Huge - 1].Presence?.IsResident);
        Assert.Null(locked.After.Pages[Huge].Presence);
        Assert.Equal(VmaSet.Only(VmaFlags.ReadWrite), locked.After.Pages[Private].Vma);
        var unlocked = Call(locked.After, FunctionCode.MUnlock, Private, Huge).After;
        Assert.Null(unlocked.Pages[Private].Presence);
        var dropped = Call(Stored, FunctionCode.DontNeed, Private, Huge).After;
        Assert.False(Call(dropped, FunctionCode.MUnlock, Private, Huge).After.Pages[Private].Presence?.IsResident);
        Assert.Null(Call(dropped, FunctionCode.MLock, Private + Huge, Huge).After.Pages[Private].Presence);
    }

    [Fact]
    [Trait("Requirement", "PVMC-HOST-024")]
    public void MLOCK_fails_where_nothing_can_be_accessed_or_brought_in()
    {
        var hidden = Call(Stored, FunctionCode.MProtectNone, Private, Huge).After;
        Assert.Equal([Errno.ENOMEM], Call(hidden, FunctionCode.MLock, Private, Huge).Errnos.AsEnumerable());
        Assert.Equal([Errno.None], Call(hidden, FunctionCode.MUnlock, Private, Huge).Errnos.AsEnumerable());
        Assert.Equal([Errno.None, Errno.ENOMEM],
            Call(Stored.WithEmptyPool(), FunctionCode.MLock, Private, Huge).Errnos.AsEnumerable());
        Assert.Equal([Errno.None],
            Call(Stored.WithEmptyPool(), FunctionCode.MUnlock, Private, Huge).Errnos.AsEnumerable());
    }

    [Theory]
    [Trait("Requirement", "PVMC-HOST-023")]
    [InlineData(FunctionCode.MProtectR)]
    [InlineData(FunctionCode.DontDump)]
    public void A_huge_page_is_not_split_where_a_change_begins(FunctionCode function) =>
        AssertRefused(Errno.EINVAL, Call(Stored, function, Private + Half, Huge + Half));

    [Theory]
    [Trait("Requirement", "PVMC-HOST-023")]
    [InlineData(FunctionCode.MProtectR, VmaFlags.Read)]
    [InlineData(FunctionCode.DontDump, VmaFlags.ReadWrite | VmaFlags.DontDump)]
    public void Whole_ones_are_changed(FunctionCode function, VmaFlags flags)
    {
        var result = Call(Stored, function, Private, Huge);
        Assert.Equal([Errno.None], result.Errnos.AsEnumerable());
        Assert.Equal(VmaSet.Only(flags), result.After.Pages[Huge - 1].Vma);
        Assert.Equal(VmaSet.Only(VmaFlags.ReadWrite), result.After.Pages[Huge].Vma);
    }

    [Fact]
    [Trait("Requirement", "PVMC-HOST-023")]
    public void Where_a_change_ends_in_one_those_before_it_may_have_been_changed()
    {
        var result = Call(Stored, FunctionCode.MProtectR, Private, Huge + Half);
        var either = VmaSet.Only(VmaFlags.Read).Or(VmaSet.Only(VmaFlags.ReadWrite));
        Assert.Equal([Errno.EINVAL], result.Errnos.AsEnumerable());
        Assert.Equal(either, result.After.Pages[Huge - 1].Vma);
        Assert.Equal(VmaSet.Only(VmaFlags.ReadWrite), result.After.Pages[Huge].Vma);
    }

    [Fact]
    [Trait("Requirement", "PVMC-HOST-023")]
    public void A_part_that_has_the_flags_already_needs_no_split()
    {
        var result = Call(Stored, FunctionCode.MProtectRW, Private + Half, Half + 1);
        Assert.Equal([Errno.None], result.Errnos.AsEnumerable());
        var read = Call(Stored, FunctionCode.MProtectR, Huge, Huge).After;
        var both = Call(read, FunctionCode.MProtectR, Private, Huge + Half);
        Assert.Equal([Errno.None], both.Errnos.AsEnumerable());
        Assert.Equal(VmaSet.Only(VmaFlags.Read), both.After.Pages[Private].Vma);
    }

    [Fact]
    [Trait("Requirement", "PVMC-HOST-023")]
    public void Where_the_flags_are_open_so_is_whether_a_split_is_needed()
    {
        var open = Call(Stored, FunctionCode.MProtectR, Private, Huge + Half).After;
        var result = Call(open, FunctionCode.MProtectNone, Private + Huge, Half);
        Assert.Equal([Errno.EINVAL], result.Errnos.AsEnumerable());
        var start = Call(open, FunctionCode.MProtectR, Private + Half, Half);
        Assert.Equal([Errno.None, Errno.EINVAL], start.Errnos.AsEnumerable());
        Assert.Equal(open.Pages[Private].Vma, start.After.Pages[Huge - 1].Vma);
    }

    [Fact]
    [Trait("Requirement", "PVMC-HOST-023")]
    public void What_was_changed_has_the_reason_of_huge_pages()
    {
        var cut = HostRequirements.HugeIsCutWhole;
        Assert.Equal(cut, Call(Stored, FunctionCode.MProtectR, Private, Huge).After.Pages[0].ProtectedBy);
        var dumped = Call(Stored, FunctionCode.DontDump, Private, Huge).After.Pages[0];
        Assert.Equal(cut, dumped.AttributedBy.DontDump);
        Assert.Equal(HostRequirements.ProtectSetsRange, dumped.ProtectedBy);
        Assert.Equal(HostRequirements.AttributesStay, dumped.AttributedBy.Locked);
    }

    [Fact]
    [Trait("Requirement", "PVMC-HOST-020")]
    public void Huge_pages_are_counted_from_the_start_of_their_region()
    {
        var layout = new GuestLayout(
            new Region(0x1000, 3, Backing.PrivateAnonymous), new Region(0x4000_0000, 2 * Huge, Backing.HugePrivate));
        var host = HostMapping.Fresh(layout, HostCapabilities.Typical, UntouchedRules.BareKernel);
        var result = HostCalls.Apply(host, FunctionCode.DontNeed, 0x4000_0000, Backings.HugePageSize + 0x1000);
        Assert.Equal([Errno.None], result.Errnos.AsEnumerable());
        Assert.False(result.After.Pages[3].Presence?.IsResident);
        Assert.False(result.After.Pages[3 + Huge - 1].Presence?.IsResident);
        Assert.Null(result.After.Pages[3 + Huge].Presence);
    }

    [Fact]
    public void Only_an_empty_pool_makes_huge_pages_miss()
    {
        var layout = new GuestLayout(
            new Region(0x3FFF_F000, 1, Backing.PrivateAnonymous), new Region(0x4000_0000, Huge, Backing.HugePrivate));
        var host = HostMapping.Fresh(layout, HostCapabilities.Typical, UntouchedRules.BehindDevice);
        var (across, small) = (layout.Place(0x3FFF_FFFF, 2), layout.Place(0x3FFF_F000, 8));
        Assert.False(host.MayBeMissing(across));
        Assert.True(host.WithEmptyPool().MayBeMissing(across));
        Assert.False(host.WithEmptyPool().MayBeMissing(small));
        Assert.False(host.WithEmptyPool().MayBeMissing(layout.Place(0, 8)));
        Assert.False(host.IsSameAs(host.WithEmptyPool()));
    }

    private static void AssertRefused(Errno errno, HostCallResult result) => AssertRefused(errno, result, Stored);

    private static void AssertRefused(Errno errno, HostCallResult result, HostMapping? host)
    {
        Assert.Equal([errno], result.Errnos.AsEnumerable());
        Assert.True(host is null || result.After.IsSameAs(host));
    }

    private static HostMapping Store(HostMapping host, int page) =>
        host.Write(Layout.AddressOfPage(page), PageImage.Filled(page, 1).Bytes);

    private static HostCallResult Call(HostMapping host, FunctionCode function, int page, int pages) =>
        HostCalls.Apply(host, function, Layout.AddressOfPage(page), (ulong)pages << PageGeometry.Shift);
}
