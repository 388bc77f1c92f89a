// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Specification;

/// <summary>What single requests may leave, by memory, function and profile.</summary>
public sealed class RequestSpecTests
{
    private const int Private = 0;
    private const int Shared = 300;
    private const int File = 304;
    private const int Huge = 308;
    private const VmaFlags Locked = VmaFlags.ReadWrite | VmaFlags.Locked;

    private static readonly GuestLayout Layout = new(
        new Region(0x10_0000, 300, Backing.PrivateAnonymous),
        new Region(0x10_0000 + (300 * PageGeometry.Size), 4, Backing.SharedMemory),
        new Region(0x30_0000, 4, Backing.PrivateFile),
        new Region(0x4000_0000, Backings.PagesInHugePage, Backing.HugePrivate));

    private static readonly HostMapping Fresh =
        HostMapping.Fresh(Layout, HostCapabilities.Typical, UntouchedRules.BehindDevice);

    public static TheoryData<FunctionCode> Functions { get; } =
        [.. Enumerable.Range(1, FunctionCodes.Count - 1).Select(code => (FunctionCode)code)];

    [Theory]
    [Trait("Requirement", "PVMC-DEV-027")]
    [MemberData(nameof(Functions))]
    public void What_a_request_over_two_regions_changes_is_due_to_its_being_whole(FunctionCode function)
    {
        var before = Change(Change(Fresh, Private, Odd), Shared - 1, Odd);
        var after = Outcome(function, Shared - 1, host: before, pages: 2, index: 1).Pages[Shared - 1];
        var was = before.Pages[Shared - 1];
        var changes = VmaEffects.Changes(function);
        Assert.True(after.Content == was.Content || after.Content.Origin == RequestRequirements.SpanningRangeIsWhole);
        Assert.True(!VmaEffects.IsProtection(function)
            || after.ProtectedBy == RequestRequirements.SpanningRangeIsWhole);
        Assert.True(changes is VmaFlags.None or VmaFlags.ReadWrite || function == FunctionCode.Mergeable
            || after.ReasonFor(changes) == RequestRequirements.SpanningRangeIsWhole);
    }

    [Theory]
    [InlineData(Private, "PVMC-DEV-040", false)]
    [InlineData(File, "PVMC-DEV-050", null)]
    [InlineData(Shared, "PVMC-DEV-041", null)]
    public void DONTNEED_has_the_reason_and_the_absence_of_its_memory(int page, string reason, bool? isResident)
    {
        var after = Outcome(FunctionCode.DontNeed, page).Pages[page];
        Assert.Equal(reason, $"{after.Content.Origin.Id}");
        Assert.Equal(isResident, after.Presence?.IsResident);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-061")]
    public void What_is_unlocked_may_leave_memory_and_what_is_absent_stays_so()
    {
        var resident = Change(Fresh, Private, p => p with { Presence = Presence.Resident(p.ProtectedBy) });
        Assert.Null(Outcome(FunctionCode.MUnlock, Private, host: resident).Pages[Private].Presence);
        Assert.False(
            Outcome(FunctionCode.MUnlock, Private, host: Absent(Private)).Pages[Private].Presence?.IsResident);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-043")]
    public void A_protection_makes_a_page_suspect_until_all_is_allowed_again()
    {
        var protectedPage = Outcome(FunctionCode.MProtectR, Private).Pages[Private];
        Assert.True(protectedPage.IsSuspect);
        var host = Change(Fresh, Private, _ => protectedPage);
        Assert.False(Outcome(FunctionCode.MProtectRW, Private, host: host).Pages[Private].IsSuspect);
        Assert.True(Outcome(FunctionCode.MProtectRW, Private, host: host, index: 1).Pages[Private].IsSuspect);
        Assert.Null(Outcome(FunctionCode.MProtectR, Private, host: Absent(Private)).Pages[Private].Presence);
        var resident = Change(Fresh, Private, p => p with { Presence = Presence.Resident(p.ProtectedBy) });
        Assert.True(
            Outcome(FunctionCode.MProtectR, Private, host: resident).Pages[Private].Presence?.IsResident);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-044")]
    public void A_failure_gives_another_reason_only_to_what_success_would_have_changed()
    {
        var failed = Outcome(FunctionCode.MProtectR, Private, index: 1).Pages[Private];
        Assert.Equal(EffectRequirements.FailureLeavesOldOrNew, failed.ProtectedBy);
        Assert.Equal(EffectRequirements.OtherProtectionsStay,
            Outcome(FunctionCode.MProtectRW, Private, index: 1).Pages[Private].ProtectedBy);
        var locking = Outcome(FunctionCode.MLock, Private, index: 1).Pages[Private];
        Assert.Equal(EffectRequirements.FailureLeavesOldOrNew, locking.AttributedBy.Locked);
        Assert.Equal(AttributeRequirements.OtherAttributesStay, locking.AttributedBy.DontDump);
        Assert.Same(Fresh.Pages[Private].Content, locking.Content);
        Assert.Equal(AttributeRequirements.OtherAttributesStay,
            Outcome(FunctionCode.MUnlock, Private, index: 1).Pages[Private].AttributedBy.Locked);
        Assert.Equal(EffectRequirements.FailureLeavesOldOrNew,
            Outcome(FunctionCode.DontNeed, Private, index: 1).Pages[Private].Content.Origin);
        Assert.Same(Fresh.Pages[Private].Content,
            Outcome(FunctionCode.PageOut, Private, index: 1).Pages[Private].Content);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-044")]
    public void After_a_failure_a_page_is_absent_only_where_it_was_and_would_be()
    {
        Assert.Null(Outcome(FunctionCode.DontNeed, Private, index: 1).Pages[Private].Presence);
        Assert.False(Outcome(FunctionCode.DontDump, Private, host: Absent(Private), index: 1)
            .Pages[Private].Presence?.IsResident);
        Assert.Null(Outcome(FunctionCode.PageOut, Private, host: Absent(Private), index: 1).Pages[Private].Presence);
    }

    [Theory]
    [Trait("Requirement", "PVMC-DEV-065")]
    [InlineData(Profile.Abi, true)]
    [InlineData(Profile.Linux, false)]
    public void A_discarded_page_need_not_be_locked_any_more_but_on_Linux(Profile profile, bool mayBeUnlocked)
    {
        var host = Change(Fresh, Private, p => p with { Vma = VmaSet.Only(Locked) });
        var vma = Outcome(FunctionCode.DontNeed, Private, profile, host).Pages[Private].Vma;
        Assert.True(vma.Has(Locked));
        Assert.Equal(mayBeUnlocked, vma.Has(VmaFlags.ReadWrite));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-060")]
    public void MLOCK_alone_may_bring_in_other_pages_of_the_region()
    {
        Assert.Null(Outcome(FunctionCode.MLock, Private + 1, host: Absent(Private)).Pages[Private].Presence);
        Assert.False(
            Outcome(FunctionCode.MUnlock, Private + 1, host: Absent(Private)).Pages[Private].Presence?.IsResident);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-063")]
    public void MERGEABLE_may_do_nothing_but_on_Linux_where_it_does_nothing_to_shared_memory()
    {
        var both = VmaSet.Only(VmaFlags.ReadWrite).Or(VmaSet.Only(VmaFlags.ReadWrite | VmaFlags.Mergeable));
        Assert.Equal(both, Outcome(FunctionCode.Mergeable, Private).Pages[Private].Vma);
        var onLinux = Outcome(FunctionCode.Mergeable, Private, Profile.Linux).Pages[Private];
        Assert.Equal(VmaSet.Only(VmaFlags.ReadWrite | VmaFlags.Mergeable), onLinux.Vma);
        Assert.Equal(Fresh.Pages[Shared], Outcome(FunctionCode.Mergeable, Shared, Profile.Linux).Pages[Shared]);
        Assert.Equal(Fresh.Pages[Huge],
            Outcome(FunctionCode.Mergeable, Huge, Profile.Linux, pages: Backings.PagesInHugePage).Pages[Huge]);
        Assert.Equal(AttributeRequirements.UnmergeableMeansUnshared,
            Outcome(FunctionCode.Unmergeable, Private).Pages[Private].AttributedBy.Mergeable);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-060")]
    public void A_huge_page_is_in_memory_once_it_is_locked_and_need_not_have_the_flag()
    {
        const int all = Backings.PagesInHugePage;
        var onLinux = Outcome(FunctionCode.MLock, Huge, Profile.Linux, pages: all).Pages[Huge];
        Assert.Equal(VmaSet.Only(VmaFlags.ReadWrite), onLinux.Vma);
        Assert.True(onLinux.Presence?.IsResident);
        var any = Outcome(FunctionCode.MLock, Huge, pages: all).Pages[Huge];
        Assert.Equal(VmaSet.Only(VmaFlags.ReadWrite).Or(VmaSet.Only(Locked)), any.Vma);
    }

    [Theory]
    [Trait("Requirement", "PVMC-DEV-026")]
    [InlineData(1 << 20, true)]
    [InlineData((1 << 20) + 1, false)]
    public void What_a_refused_range_did_inside_guest_RAM_is_due_to_it_unless_it_is_long(int length, bool isDue)
    {
        var start = 0x10_0000UL - PageGeometry.Size + 100;
        var outcome = Assert.Single(Spec().Outcomes(
            new Request(FunctionCode.DontNeed, start, (ulong)length, 1)));
        Assert.Equal(isDue, outcome.Host.Pages[Private].ProtectedBy == RequestRequirements.BadRangeIsRefused);
        Assert.Equal(isDue, outcome.Host.Pages[254].ProtectedBy == RequestRequirements.BadRangeIsRefused);
        Assert.Equal(EffectRequirements.OtherProtectionsStay, outcome.Host.Pages[256].ProtectedBy);
        Assert.Equal(EffectRequirements.OtherProtectionsStay, outcome.Host.Pages[File].ProtectedBy);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void A_misaligned_discard_zeroes_at_most_its_own_bytes()
    {
        var host = Fresh.Write(0x10_0000, PageImage.Filled(0, 1).Bytes).Write(0x10_1000, PageImage.Filled(1, 1).Bytes);
        var after = Spec(host: host).Outcomes(new Request(FunctionCode.DontNeed, 0x10_0800, 0x1000, 1))[1].Host;
        Assert.Equal([PageImage.Filled(0, 1), PageImage.Filled(0, 1).WithZeros(0x800, 0x800)],
            after.Pages[0].Content.Images.AsEnumerable());
        Assert.Equal([PageImage.Filled(1, 1), PageImage.Filled(1, 1).WithZeros(0, 0x800)],
            after.Pages[1].Content.Images.AsEnumerable());
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-033")]
    public void A_bound_of_the_device_below_the_limit_of_locked_memory_is_as_good_as_the_limit()
    {
        var limited = HostMapping.Fresh(Layout, HostCapabilities.Typical with { LockLimit = 1 << 20 },
            UntouchedRules.BehindDevice);
        Assert.Empty(Deviating(FunctionCode.MLock, Errno.ENOMEM, limited));
        Assert.NotEmpty(Deviating(FunctionCode.MLock, Errno.ENOMEM, Fresh));
        Assert.NotEmpty(Deviating(FunctionCode.MUnlock, Errno.ENOMEM, limited));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-033")]
    public void What_was_offered_is_not_unsupported_later()
    {
        var offered = default(DeviceTraits).Learn(FunctionCode.DontNeed, Backing.PrivateAnonymous, default);
        Assert.Empty(Deviating(FunctionCode.DontNeed, Errno.EOPNOTSUPP, Fresh));
        Assert.NotEmpty(Deviating(FunctionCode.DontNeed, Errno.EOPNOTSUPP, Fresh, offered));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-046")]
    public void A_discard_takes_the_page_of_a_live_buffer_only_where_pages_are_huge()
    {
        var discard = new Request(FunctionCode.DontNeed, Layout.AddressOfPage(Huge), Backings.HugePageSize, 1);
        var small = new Request(FunctionCode.DontNeed, 0x10_0000, PageGeometry.Size, 1);
        var spec = Spec() with
        {
            Channels = [new Channel(1, Layout.AddressOfPage(Huge + 3)), new Channel(2, 0x10_0000)],
        };
        Assert.True(spec.MayRevokeLiveBuffer(discard));
        Assert.False(spec.MayRevokeLiveBuffer(small));
        Assert.True(spec.MayRevokeLiveBuffer(small with { FunctionCode = (ulong)FunctionCode.MProtectR }));
        Assert.False(spec.MayRevokeLiveBuffer(discard with { FunctionCode = (ulong)FunctionCode.MLock }));
        Assert.False(spec.MayRevokeLiveBuffer(small with { FunctionCode = 99 }));
        Assert.False(spec.MayRevokeLiveBuffer(small with
        {
            FunctionCode = (ulong)FunctionCode.MProtectR,
            Address = 0x10_1000,
        }));
    }

    [Fact]
    [Trait("Requirement", "PVMC-VMM-015")]
    public void A_device_in_another_process_cannot_leave_pages_out_of_the_VMMs_dump()
    {
        var other = HostMapping.Fresh(
            Layout, HostCapabilities.Typical with { IsOtherProcess = true }, UntouchedRules.BehindDevice);
        Assert.Single(Spec(host: other).Outcomes(new Request(FunctionCode.DontDump, 0x10_0000, PageGeometry.Size, 1)));
        Assert.NotEqual(1,
            Spec(host: other).Outcomes(new Request(FunctionCode.MLock, 0x10_0000, PageGeometry.Size, 1)).Length);
    }

    private static Page Odd(Page page) =>
        page with { Vma = VmaSet.Only(VmaFlags.Read | VmaFlags.Locked | VmaFlags.Mergeable) };

    private static HostMapping Absent(int page) =>
        Change(Fresh, page, p => p with { Presence = Presence.Absent(p.ProtectedBy) });

    private static HostMapping Change(HostMapping host, int page, Func<Page, Page> change) =>
        host.Change(Layout.Place(Layout.AddressOfPage(page), 1), (_, before) => change(before));

    private static RequestSpec Spec(Profile profile = Profile.Abi, HostMapping? host = null,
        DeviceTraits traits = default) => new(profile, host ?? Fresh, ImmutableArray<Channel>.Empty, traits);

    /// <summary>The mapping after one of the outcomes; the first of a request on one region is success.</summary>
    private static HostMapping Outcome(FunctionCode function, int page, Profile profile = Profile.Abi,
        HostMapping? host = null, int pages = 1, int index = 0) => Spec(profile, host).Outcomes(new Request(
            function, Layout.AddressOfPage(page), (ulong)pages << PageGeometry.Shift, 0))[index].Host;

    /// <summary>The fields in which a failure with this errno is not as on Linux.</summary>
    private static IEnumerable<FieldHole> Deviating(
        FunctionCode function, Errno errno, HostMapping host, DeviceTraits traits = default)
    {
        var reply = new Reply((uint)errno, 1, 0, 0, 0);
        var failure = Spec(Profile.Linux, host, traits)
            .Outcomes(new Request(function, 0x10_0000, PageGeometry.Size, 1))[1];
        return failure.Reply.Where(f => f.Hole.Requirement == RequestRequirements.ReplyIsTheCalls && !f.Admits(reply));
    }
}
