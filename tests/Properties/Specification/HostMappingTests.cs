// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Specification;

/// <summary>What is known of guest RAM: how it is compared, restricted, restored.</summary>
public sealed class HostMappingTests
{
    private const ulong Start = 0x10_0000;
    private const VmaFlags Locked = VmaFlags.ReadWrite | VmaFlags.Locked;

    private static readonly GuestLayout Layout = new(
        new Region(Start, 80, Backing.PrivateAnonymous), new Region(0x20_0000, 80, Backing.SharedMemory));

    private static readonly HostMapping Fresh =
        HostMapping.Fresh(Layout, HostCapabilities.Typical, UntouchedRules.BehindDevice);

    [Fact]
    public void Flags_are_a_set_of_combinations()
    {
        var set = VmaSet.Only(VmaFlags.Read).Or(VmaSet.Only(Locked));
        Assert.False(set.IsCertain);
        Assert.True(VmaSet.Only(Locked).IsCertain);
        Assert.True(set.Has(Locked) && set.Has(VmaFlags.Read));
        Assert.False(set.Has(VmaFlags.ReadWrite));
        Assert.True(set.MustHave(VmaFlags.Read));
        Assert.False(set.MustHave(VmaFlags.Locked));
        Assert.Equal(VmaSet.Only(Locked), set.Allowing(VmaFlags.ReadWrite));
        Assert.Equal(set, set.Or(VmaSet.Only(VmaFlags.None)).AllowingAny(VmaFlags.ReadWrite));
        Assert.Equal(VmaSet.Only(VmaFlags.Read), set.Denying(VmaFlags.ReadWrite));
        Assert.Equal(VmaSet.Only(VmaFlags.Read), set.Having(VmaFlags.Locked, VmaFlags.None));
        Assert.Equal(VmaSet.Only(VmaFlags.None).Or(VmaSet.Only(VmaFlags.Locked)),
            set.Change(VmaFlags.ReadWrite, VmaFlags.None));
        Assert.True(set.And(VmaSet.Only(VmaFlags.None)).IsEmpty);
        Assert.Equal("r-- or rw- lo", set.ToString());
        Assert.Equal("rwx lo dd mg",
            VmaSet.Describe(Locked | VmaFlags.Execute | VmaFlags.DontDump | VmaFlags.Mergeable));
    }

    [Theory]
    [InlineData(FunctionCode.MProtectNone, true, true)]
    [InlineData(FunctionCode.MProtectR, true, true)]
    [InlineData(FunctionCode.MProtectW, true, true)]
    [InlineData(FunctionCode.MProtectRW, true, false)]
    [InlineData(FunctionCode.MLock, false, false)]
    [InlineData(FunctionCode.DontNeed, false, false)]
    public void A_protection_revokes_unless_it_gives_everything(FunctionCode function, bool protects, bool revokes)
    {
        Assert.Equal(protects, VmaEffects.IsProtection(function));
        Assert.Equal(revokes, VmaEffects.Revokes(function));
    }

    [Fact]
    public void A_page_that_differs_in_any_respect_makes_another_mapping()
    {
        Assert.True(Fresh.IsSameAs(Change(Fresh, 70, page => page with { IsSuspect = false })));
        Assert.All(new Func<Page, Page>[]
        {
            page => page with { IsSuspect = true },
            page => page with { Vma = VmaSet.Only(VmaFlags.Read) },
            page => page with { ProtectedBy = RequestRequirements.ReplyIsTheCalls },
            page => page with { AttributedBy = AttributeReasons.All(RequestRequirements.ReplyIsTheCalls) },
            page => page with { Presence = Presence.Resident(RequestRequirements.ReplyIsTheCalls) },
            page => page with { Content = page.Content.Because(RequestRequirements.ReplyIsTheCalls) },
            page => page with { Content = page.Content.LazilyFreed(page.Content.Origin) },
            page => page with { Content = page.Content.Write(0, [1], page.Content.Origin) },
        }, change => Assert.False(Fresh.IsSameAs(Change(Fresh, 70, change))));
    }

    [Fact]
    public void A_change_is_of_the_pages_of_its_range_only()
    {
        var changed = Fresh.Change(Layout.Place(Start + 0x3_F000, 0x2000), (_, p) => p with { IsSuspect = true });
        Assert.Equal([63, 64], changed.Pages.Index().Where(p => p.Item.IsSuspect).Select(p => p.Index));
        Assert.DoesNotContain(Fresh.Pages, p => p.IsSuspect);
    }

    [Fact]
    public void Flags_that_are_seen_rule_others_out()
    {
        var open = Change(Fresh, 3, p => p with { Vma = p.Vma.Or(VmaSet.Only(VmaFlags.Read)) });
        Assert.Equal(VmaSet.Only(VmaFlags.Read), open.Restrict(3, VmaSet.Only(VmaFlags.Read))!.Pages[3].Vma);
        Assert.Null(open.Restrict(3, VmaSet.Only(VmaFlags.None)));
        Assert.Same(open, open.Restrict(3, open.Pages[3].Vma));
    }

    [Fact]
    public void Bytes_may_lie_on_two_pages()
    {
        var written = Fresh.Write(Start + 0xFFE, [1, 2, 3, 4]);
        Assert.Equal([1, 2], written.Pages[0].Content.Images[0].Bytes[^2..].ToArray());
        Assert.Equal([3, 4], written.Pages[1].Content.Images[0].Bytes[..2].ToArray());
        Assert.NotNull(written.Read(Start + 0xFFE, [1, 2, 3, 4], out var contradiction));
        Assert.Equal(-1, contradiction);
        Assert.Null(written.Read(Start + 0xFFE, [1, 2, 3, 5], out contradiction));
        Assert.Equal(1, contradiction);
    }

    [Fact]
    [Trait("Requirement", "PVMC-VMM-002")]
    public void What_a_VMM_set_up_is_what_a_new_VM_has()
    {
        var attributes = new VmaFlags[Layout.PageCount];
        attributes[5] = VmaFlags.Locked | VmaFlags.Execute;
        var created = Fresh.CreatedWith(attributes);
        Assert.Equal(VmaSet.Only(Locked), created.Pages[5].Vma);
        Assert.Equal(VmaSet.Only(VmaFlags.ReadWrite), created.Pages[4].Vma);
        var changed = Change(Change(created, 5, p => p with { Vma = VmaSet.Only(VmaFlags.None), IsSuspect = true }),
            4, p => p with { Vma = VmaSet.Only(Locked), Presence = Presence.Absent(HostRequirements.LockFlags) });
        Assert.Equal(VmaSet.Only(Locked), changed.AsNew().Pages[5].Vma);
        Assert.False(changed.AsNew().Pages[5].IsSuspect);
        Assert.Equal(VmaSet.Only(VmaFlags.ReadWrite), changed.AsNew().Pages[4].Vma);
        Assert.Null(changed.AsNew().Pages[4].Presence);
        Assert.Null(changed.PerhapsMoved().Pages[4].Presence);
        Assert.Equal(changed.Pages[4].Vma, changed.PerhapsMoved().Pages[4].Vma);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-043")]
    public void Once_all_channels_are_gone_a_page_is_as_it_was_or_as_new()
    {
        var changed = Change(Fresh, 5, p => p with
        {
            Vma = VmaSet.Only(VmaFlags.Read | VmaFlags.Locked),
            Presence = Presence.Resident(AttributeRequirements.LockMeansLocked),
        });
        var restored = changed.PerhapsRestored();
        Assert.All(new[] { VmaFlags.Read | VmaFlags.Locked, Locked, VmaFlags.Read, VmaFlags.ReadWrite },
            flags => Assert.True(restored.Pages[5].Vma.Has(flags)));
        Assert.False(restored.Pages[5].Vma.Has(VmaFlags.None));
        Assert.Null(restored.Pages[5].Presence);
        Assert.False(Change(changed, 6, Absent).PerhapsRestored().Pages[6].Presence?.IsResident);
        Assert.Equal(Fresh.Pages[4], restored.Pages[4]);
        Assert.Same(Fresh, Fresh.PerhapsRestored());
    }

    [Fact]
    public void A_touch_leaves_open_what_is_in_memory_in_its_region_alone()
    {
        var absent = Change(Change(Fresh, 79, Absent), 80, Absent);
        var touched = absent.Touch(Layout.Place(Start, 1));
        Assert.Null(touched.Pages[79].Presence);
        Assert.False(touched.Pages[80].Presence?.IsResident);
        Assert.Null(touched.Touch(Layout.Place(0x20_0000, 1)).Pages[80].Presence);
        Assert.Same(Fresh, Fresh.Touch(Layout.Place(Start, 1)));
        Assert.False(absent.Touch(Layout.Place(Layout.AddressOfPage(79), 1)).Pages[80].Presence?.IsResident);
        Assert.True(Change(Fresh, 79, Absent).Touch(Layout.Place(Start, 1)).IsSameAs(Fresh));
        Assert.True(Change(Fresh, 80, Absent).Touch(Layout.Place(0x20_0000, 1)).IsSameAs(Fresh));
        var resident = Change(absent, 78, p => p with { Presence = Presence.Resident(HostRequirements.LockFlags) });
        Assert.True(resident.Touch(Layout.Place(Start, 1)).Pages[78].Presence?.IsResident);
    }

    [Fact]
    public void A_condition_is_asked_of_the_pages_of_a_range_only()
    {
        var suspect = Change(Fresh, 5, p => p with { IsSuspect = true });
        Assert.True(suspect.All(Layout.Place(Start, 0x5000), p => !p.IsSuspect));
        Assert.False(suspect.All(Layout.Place(Start, 0x5001), p => !p.IsSuspect));
        Assert.Equal(160, Fresh.Pages.Length);
        Assert.NotNull(Fresh.Read(Layout.AddressOfPage(159), PageImage.Zero.Bytes, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fresh.CreatedWith(new VmaFlags[161]));
    }

    [Fact]
    public void The_first_of_two_pages_that_deviate_is_told()
    {
        var why = RequestRequirements.ReplyIsTheCalls;
        Page Deviates(Page page) => page with { Content = page.Content.OrDeviating(PageImage.Filled(9, 9), why, why) };
        var host = Change(Change(Fresh, 3, Deviates), 4, Deviates);
        byte[] seen = [.. PageImage.Filled(9, 9).Bytes[^2..], .. PageImage.Filled(9, 9).Bytes[..2]];
        Assert.NotNull(host.Read(Layout.AddressOfPage(4) - 2, seen, out _, out var deviation));
        Assert.Equal((3, why), deviation);
        Assert.NotNull(Fresh.Read(Start, [0], out _, out deviation));
        Assert.Null(deviation);
    }

    [Fact]
    public void A_page_that_was_filled_is_as_the_guest_left_it_for_one_reason()
    {
        var zeroed = Change(Fresh, 3, p => p with { Content = p.Content.Because(HostRequirements.DontNeedPrivate) });
        var filled = zeroed.Write(Layout.AddressOfPage(3), PageImage.Filled(3, 1).Bytes);
        Assert.Equal(RequestRequirements.NothingElseIsWritten, filled.Pages[3].Content.Origin);
    }

    [Fact]
    public void One_attribute_gets_another_reason_and_the_others_keep_theirs()
    {
        var (old, other) = (HostRequirements.AttributesStay, HostRequirements.MergeFlags);
        Assert.Equal(new AttributeReasons(old, old, other), AttributeReasons.All(old).With(VmaFlags.Mergeable, other));
        Assert.Equal(new AttributeReasons(other, old, old), AttributeReasons.All(old).With(VmaFlags.Locked, other));
        Assert.Equal(new AttributeReasons(old, other, old), AttributeReasons.All(old).With(VmaFlags.DontDump, other));
    }

    [Fact]
    public void A_fill_is_told_by_its_page_and_its_tag()
    {
        Assert.NotEqual(PageImage.Filled(1, 1), PageImage.Filled(1, 2));
        Assert.NotEqual(PageImage.Filled(1, 1), PageImage.Filled(2, 1));
        Assert.Equal(PageImage.Filled(1, 1), PageImage.Filled(1, 1));
        Assert.Equal(PageImage.Filled(1, 1).GetHashCode(), PageImage.Filled(1, 1).GetHashCode());
        Assert.Equal([1, 0, 3, 0, 0, 2, 0, PageImage.FillMark], PageImage.Filled(3, 2).Bytes[..8].ToArray());
        Assert.Equal([0, 2, 3, 0, 0, 2, 0, PageImage.FillMark], PageImage.Filled(3, 2).Bytes[^8..].ToArray());
        Assert.Equal(PageImage.Filled(3, PageImage.FileTag), PageImage.Fresh(3, Backing.PrivateFile));
        Assert.Equal(PageImage.Zero, PageImage.Fresh(3, Backing.SharedMemory));
        Assert.Throws<ArgumentOutOfRangeException>(() => PageImage.Of([1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PageImage.FillPattern(0, 0, new byte[8]));
    }

    [Fact]
    public void Some_bytes_of_a_page_are_zeroed_and_no_others()
    {
        var zeroed = PageImage.Filled(1, 1).WithZeros(8, 16);
        Assert.Equal(8, zeroed.Bytes.IndexOf(new byte[16]));
        Assert.True(zeroed.Bytes[24..].SequenceEqual(PageImage.Filled(1, 1).Bytes[24..]));
        Assert.NotEqual(PageImage.Zero, PageImage.Filled(1, 1).WithZeros(0, 4088));
        Assert.Equal(PageImage.Zero, PageImage.Filled(1, 1).WithZeros(0, 4096));
    }

    private static Page Absent(Page page) => page with { Presence = Presence.Absent(HostRequirements.DontNeedPrivate) };

    private static HostMapping Change(HostMapping host, int page, Func<Page, Page> change) =>
        host.Change(Layout.Place(Layout.AddressOfPage(page), 1), (_, before) => change(before));
}
