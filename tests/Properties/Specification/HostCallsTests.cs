// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Xunit;

namespace Pvmemcontrol.Properties.Specification;

/// <summary>What single calls do on ordinary memory, on layouts that random scenarios seldom have.</summary>
public sealed class HostCallsTests
{
    private const int Private = 0;
    private const int Shared = 4;
    private const int File = 8;
    private const ulong PageSize = PageGeometry.Size;

    private static readonly GuestLayout Layout = new(
        new Region(0x10_0000, 4, Backing.PrivateAnonymous),
        new Region(0x20_0000, 4, Backing.SharedMemory),
        new Region(0x30_0000, 4, Backing.PrivateFile));

    [Theory]
    [Trait("Requirement", "PVMC-HOST-004")]
    [InlineData(Private, FunctionCode.Remove, Errno.EINVAL)]
    [InlineData(File, FunctionCode.Remove, Errno.EACCES)]
    [InlineData(Shared, FunctionCode.Remove, Errno.None)]
    [InlineData(Private, FunctionCode.Free, Errno.None)]
    [InlineData(File, FunctionCode.Free, Errno.EINVAL)]
    [InlineData(Shared, FunctionCode.Free, Errno.EINVAL)]
    public void Not_every_call_is_for_every_memory(int page, FunctionCode function, Errno errno) =>
        Assert.Equal([errno], Call(Filled(), function, page).Errnos.AsEnumerable());

    [Theory]
    [Trait("Requirement", "PVMC-HOST-014")]
    [InlineData(FunctionCode.DontNeed, Private)]
    [InlineData(FunctionCode.Free, Private)]
    [InlineData(FunctionCode.PageOut, Shared)]
    [InlineData(FunctionCode.Remove, Shared)]
    public void A_locked_page_stops_a_call_that_took_the_pages_before_it(FunctionCode function, int first)
    {
        var locked = Call(Filled(), FunctionCode.MLock, first + 2).After;
        var result = Call(locked, function, first, 4);
        Assert.Equal([Errno.EINVAL], result.Errnos.AsEnumerable());
        Assert.All([0, 1], page => Assert.False(result.After.Pages[first + page].IsSameAs(locked.Pages[first + page])));
        Assert.All([2, 3], page => Assert.True(result.After.Pages[first + page].IsSameAs(locked.Pages[first + page])));
        Assert.Equal([Errno.None], Call(locked, function, first, 2).Errnos.AsEnumerable());
    }

    [Fact]
    [Trait("Requirement", "PVMC-HOST-019")]
    public void A_locked_page_of_a_file_refuses_REMOVE_otherwise() => Assert.Equal([Errno.EINVAL],
        Call(Call(Filled(), FunctionCode.MLock, File).After, FunctionCode.Remove, File).Errnos.AsEnumerable());

    [Theory]
    [Trait("Requirement", "PVMC-HOST-009")]
    [InlineData(true, Errno.EACCES)]
    [InlineData(false, Errno.None)]
    public void REMOVE_needs_a_writable_page_on_some_kernels(bool needsWrite, Errno errno)
    {
        var host = Filled(HostCapabilities.Typical with { RemoveNeedsWrite = needsWrite });
        var result = Call(Call(host, FunctionCode.MProtectR, Shared + 1).After, FunctionCode.Remove, Shared, 2);
        Assert.Equal([errno], result.Errnos.AsEnumerable());
        Assert.Equal([PageImage.Zero], result.After.Pages[Shared].Content.Images.AsEnumerable());
        Assert.Equal(errno == Errno.None, result.After.Pages[Shared + 1].Content.Images.Contains(PageImage.Zero));
    }

    [Theory]
    [Trait("Requirement", "PVMC-HOST-025")]
    [InlineData(2UL, 2, Errno.None)]
    [InlineData(2UL, 3, Errno.ENOMEM)]
    [InlineData(0UL, 1, Errno.EPERM)]
    [InlineData(ulong.MaxValue >> 12, 4, Errno.None)]
    public void Locked_memory_has_a_limit(ulong pages, int asked, Errno errno) => Assert.Equal([errno],
        Call(Filled(Limited(pages)), FunctionCode.MLock, Private, asked).Errnos.AsEnumerable());

    [Fact]
    [Trait("Requirement", "PVMC-HOST-025")]
    public void A_page_that_is_locked_twice_counts_once()
    {
        var locked = Call(Filled(Limited(2)), FunctionCode.MLock, Private).After;
        Assert.Equal([Errno.None], Call(locked, FunctionCode.MLock, Private, 2).Errnos.AsEnumerable());
        Assert.Equal([Errno.ENOMEM], Call(locked, FunctionCode.MLock, Private + 1, 2).Errnos.AsEnumerable());
        Assert.Equal([Errno.ENOMEM], Call(locked, FunctionCode.MLock, Shared, 2).Errnos.AsEnumerable());
    }

    [Fact]
    [Trait("Requirement", "PVMC-HOST-015")]
    public void Without_KSM_there_is_nothing_to_merge()
    {
        var host = Filled(HostCapabilities.Typical with { HasKsm = false });
        Assert.Equal([Errno.EINVAL], Call(host, FunctionCode.Mergeable, Private).Errnos.AsEnumerable());
        Assert.Equal([Errno.EINVAL], Call(host, FunctionCode.Unmergeable, Private).Errnos.AsEnumerable());
        Assert.Equal([Errno.None], Call(Filled(), FunctionCode.Unmergeable, Private).Errnos.AsEnumerable());
        Assert.Equal([Errno.None], Call(host, FunctionCode.DontDump, Private).Errnos.AsEnumerable());
    }

    [Fact]
    [Trait("Requirement", "PVMC-HOST-016")]
    public void Names_are_for_anonymous_memory_on_kernels_that_have_them()
    {
        var host = Filled(HostCapabilities.Typical with { HasVmaNames = true });
        Assert.Equal([Errno.None], Call(host, FunctionCode.SetVmaAnonName, Private).Errnos.AsEnumerable());
        Assert.Equal([Errno.None],
            HostCalls.Apply(host, FunctionCode.SetVmaAnonName, 0x10_0000, 0).Errnos.AsEnumerable());
        Assert.Equal([Errno.None, Errno.EBADF], Call(host, FunctionCode.SetVmaAnonName, Shared).Errnos.AsEnumerable());
        Assert.Equal([Errno.EINVAL], Call(Filled(), FunctionCode.SetVmaAnonName, Private).Errnos.AsEnumerable());
        Assert.Equal([Errno.EINVAL],
            HostCalls.Apply(host, FunctionCode.SetVmaAnonName, 0x10_0008, PageSize).Errnos.AsEnumerable());
    }

    [Theory]
    [InlineData(FunctionCode.DontNeed, Errno.EINVAL)]
    [InlineData(FunctionCode.MProtectR, Errno.EINVAL)]
    [InlineData(FunctionCode.MLock, Errno.None)]
    [InlineData(FunctionCode.MUnlock, Errno.None)]
    public void Only_locks_round_an_unaligned_address(FunctionCode function, Errno errno) =>
        Assert.Equal([errno], HostCalls.Apply(Filled(), function, 0x10_0008, PageSize).Errnos.AsEnumerable());

    [Fact]
    public void An_empty_range_does_nothing()
    {
        var host = Filled();
        var result = HostCalls.Apply(host, FunctionCode.DontNeed, 0x10_0000, 0);
        Assert.Equal([Errno.None], result.Errnos.AsEnumerable());
        Assert.Same(host, result.After);
    }

    [Theory]
    [InlineData(FunctionCode.Info, 0x10_0000UL)]
    [InlineData(FunctionCode.DontNeed, 0x10_3000UL)]
    public void What_is_no_call_on_one_region_is_not_modelled(FunctionCode function, ulong address) =>
        Assert.Throws<ArgumentException>(() => HostCalls.Apply(Filled(), function, address, 2 * PageSize));

    [Fact]
    [Trait("Requirement", "PVMC-HOST-013")]
    public void A_page_that_cannot_be_accessed_is_locked_but_does_not_become_resident()
    {
        var hidden = Call(Filled(), FunctionCode.MProtectNone, Private + 1).After;
        var result = Call(hidden, FunctionCode.MLock, Private, 2);
        Assert.Equal([Errno.ENOMEM], result.Errnos.AsEnumerable());
        Assert.All([Private, Private + 1], page =>
        {
            Assert.True(result.After.Pages[page].Vma.MustHave(VmaFlags.Locked));
            Assert.Null(result.After.Pages[page].Presence);
        });
    }

    [Fact]
    [Trait("Requirement", "PVMC-HOST-012")]
    public void What_is_given_back_is_absent_until_it_is_touched_or_locked()
    {
        var dropped = Call(Filled(), FunctionCode.DontNeed, Private, 2).After;
        Assert.False(dropped.Pages[Private].Presence?.IsResident);
        Assert.Null(dropped.Write(0x10_0000, [1]).Pages[Private + 1].Presence);
        Assert.False(dropped.Write(0x20_0000, [1]).Pages[Private].Presence?.IsResident);
        Assert.Null(Call(dropped, FunctionCode.MLock, Private + 2).After.Pages[Private].Presence);
        Assert.Null(Call(Filled(), FunctionCode.DontNeed, File).After.Pages[File].Presence);
        var locked = Call(dropped, FunctionCode.MLock, Private).After;
        Assert.True(locked.Pages[Private].Presence?.IsResident);
        Assert.Null(Call(locked, FunctionCode.MUnlock, Private).After.Pages[Private].Presence);
        Assert.Null(Call(dropped, FunctionCode.PageOut, Private).After.Pages[Private].Presence);
        Assert.False(Call(dropped, FunctionCode.MUnlock, Private).After.Pages[Private].Presence?.IsResident);
        Assert.False(Call(dropped, FunctionCode.MProtectR, Private).After.Pages[Private].Presence?.IsResident);
    }

    [Fact]
    [Trait("Requirement", "PVMC-HOST-018")]
    public void Only_memory_of_a_file_reads_as_the_file_once_it_is_given_back()
    {
        var dropped = Call(Call(Filled(), FunctionCode.DontNeed, File).After, FunctionCode.DontNeed, Shared).After;
        Assert.Equal([PageImage.Fresh(File, Backing.PrivateFile)], dropped.Pages[File].Content.Images.AsEnumerable());
        Assert.Equal([PageImage.Filled(Shared, 1)], dropped.Pages[Shared].Content.Images.AsEnumerable());
    }

    private static HostCapabilities Limited(ulong pages) =>
        HostCapabilities.Typical with { LockLimit = pages << PageGeometry.Shift };

    private static HostMapping Filled(HostCapabilities? capabilities = null)
    {
        var host = HostMapping.Fresh(Layout, capabilities ?? HostCapabilities.Typical, UntouchedRules.BareKernel);
        return Enumerable.Range(0, Layout.PageCount).Aggregate(host, (filled, page) =>
            filled.Write(Layout.AddressOfPage(page), PageImage.Filled(page, 1).Bytes));
    }

    private static HostCallResult Call(HostMapping host, FunctionCode function, int page, int pages = 1) =>
        HostCalls.Apply(host, function, Layout.AddressOfPage(page), (ulong)pages * PageSize);
}
