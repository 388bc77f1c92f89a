// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Host;

/// <summary>
/// What the bare Linux calls do on hugetlb memory, whose mappings can only be split between huge pages. mm/hugetlb.c.
/// </summary>
internal static class HugeCalls
{
    /// <summary>The call on a range of one hugetlb region.</summary>
    /// <param name="mapping">Before the call; the flags of the range must be certain.</param>
    /// <param name="function">A modelled function, but not naming.</param>
    /// <param name="range">Not empty; its start is page aligned, or the function locks.</param>
    internal static HostCallResult Apply(HostMapping mapping, FunctionCode function, in GuestRange range)
    {
        switch (function)
        {
            case FunctionCode.DontNeed:
                return DontNeed(mapping, range);
            case FunctionCode.Remove:
                return Remove(mapping, range);
            case FunctionCode.Free or FunctionCode.PageOut:
                return new HostCallResult([Errno.EINVAL], mapping, HostRequirements.HugeNeverFreed);
            case FunctionCode.Mergeable or FunctionCode.Unmergeable:
                return new HostCallResult([Errno.None], mapping, HostRequirements.MergeFlags);
            case FunctionCode.MLock or FunctionCode.MUnlock:
                return Lock(mapping, function, range);
            case FunctionCode.DontDump:
                return Cut(mapping, function, range);
            default:
                return VmaEffects.IsProtection(function)
                    ? Cut(mapping, function, range)
                    : throw new ArgumentOutOfRangeException(nameof(function), function, "has no call");
        }
    }

    private static HostCallResult DontNeed(HostMapping mapping, in GuestRange range)
    {
        var (head, tail) = Overhang(mapping.Layout, range);
        if (head != 0)
        {
            return new HostCallResult([Errno.EINVAL], mapping, HostRequirements.HugeDontNeed);
        }

        // The end is rounded down, so the rest may be empty.
        var whole = range with { PageCount = range.PageCount - tail };
        var isShared = mapping.Layout.BackingOfPage(range.FirstPage).IsShared();
        var after = mapping.Change(whole, (_, page) => isShared
            ? page with { Content = page.Content.Because(HostRequirements.HugeDontNeed), Presence = null }
            : Dropped(page, HostRequirements.HugeDontNeed));
        return new HostCallResult([Errno.None], after, HostRequirements.HugeDontNeed);
    }

    private static HostCallResult Remove(HostMapping mapping, GuestRange range)
    {
        if (!mapping.Layout.BackingOfPage(range.FirstPage).IsShared())
        {
            return new HostCallResult([Errno.EACCES], mapping, HostRequirements.HugeRemove);
        }

        for (var page = range.FirstPage; page < range.EndPage; page++)
        {
            if (mapping.Capabilities.RemoveNeedsWrite && !mapping.Pages[page].Vma.MustHave(VmaFlags.Write))
            {
                var done = mapping.Change(range with { PageCount = page - range.FirstPage }, (_, p) =>
                    Dropped(p, HostRequirements.HugeRemove) with { Presence = null });
                return new HostCallResult([Errno.EACCES], done, HostRequirements.HugeRemove);
            }
        }

        // A part of a huge page is zeroed where it is; the page itself stays.
        var after = mapping.Change(range, (i, page) =>
        {
            var dropped = Dropped(page, HostRequirements.HugeRemove);
            return mapping.Layout.IsWholeIn(range, i) ? dropped : dropped with { Presence = null };
        });
        return new HostCallResult([Errno.None], after, HostRequirements.HugeRemove);
    }

    private static HostCallResult Lock(HostMapping mapping, FunctionCode function, in GuestRange range)
    {
        var isLock = function == FunctionCode.MLock;
        var touched = isLock ? mapping.Touch(range) : mapping;
        if (isLock && HostCalls.HasInaccessible(mapping, range))
        {
            return new HostCallResult([Errno.ENOMEM], touched, HostRequirements.HugeLock);
        }

        var mayFail = mapping.MayBeMissing(range)
            || !mapping.All(range, page => page.Vma.Having(VmaFlags.ReadWrite, VmaFlags.None).IsEmpty);
        if (isLock && mayFail)
        {
            return new HostCallResult([Errno.None, Errno.ENOMEM], touched, HostRequirements.HugeLock);
        }

        var after = touched.Change(range, (_, page) => page with
        {
            Presence = isLock ? Presence.Resident(HostRequirements.HugeLock)
                : page.Presence is { IsResident: true } ? null
                : page.Presence,
        });
        return new HostCallResult([Errno.None], after, HostRequirements.HugeLock);
    }

    /// <summary>A call that changes flags, and therefore splits the mapping where the range begins and ends.</summary>
    private static HostCallResult Cut(HostMapping mapping, FunctionCode function, GuestRange range)
    {
        var (head, tail) = Overhang(mapping.Layout, range);
        var first = mapping.Pages[range.FirstPage].Vma;
        var last = mapping.Pages[range.EndPage - 1].Vma;
        if (head != 0 && Differs(first, function))
        {
            return new HostCallResult([Errno.EINVAL], mapping, HostRequirements.HugeIsCutWhole);
        }

        if ((head == 0 || Stays(first, function)) && (tail == 0 || Stays(last, function)))
        {
            var all = mapping.Change(range, (_, page) => Set(page, function));
            return new HostCallResult([Errno.None], all, HostRequirements.HugeIsCutWhole);
        }

        // The pages before the huge page that cannot be split may be a separate mapping, which was changed first.
        var isCertain = (head == 0 || Stays(first, function)) && Differs(last, function);
        var perhaps = isCertain ? range with { PageCount = Math.Max(0, range.PageCount - tail) } : range;
        var after = mapping.Change(perhaps, (_, page) =>
        {
            var set = Set(page, function);
            return set with { Vma = set.Vma.Or(page.Vma) };
        });
        ImmutableArray<Errno> errnos = isCertain ? [Errno.EINVAL] : [Errno.None, Errno.EINVAL];
        return new HostCallResult(errnos, after, HostRequirements.HugeIsCutWhole);
    }

    private static Page Set(Page page, FunctionCode function)
    {
        var set = page with { Vma = VmaEffects.Apply(function, page.Vma) };
        return VmaEffects.IsProtection(function)
            ? set with { ProtectedBy = HostRequirements.HugeIsCutWhole }
            : set with
            {
                AttributedBy =
                    page.AttributedBy.With(VmaEffects.Changes(function), HostRequirements.HugeIsCutWhole),
            };
    }

    /// <summary>True when the call certainly has nothing to change.</summary>
    private static bool Stays(VmaSet vma, FunctionCode function) => VmaEffects.Apply(function, vma) == vma;

    /// <summary>True when the call certainly has something to change.</summary>
    private static bool Differs(VmaSet vma, FunctionCode function) => VmaEffects.Apply(function, vma).And(vma).IsEmpty;

    private static Page Dropped(Page page, Requirement reason) => page with
    {
        Content = PageContent.Exactly(PageImage.Zero, reason),
        Presence = Presence.Absent(reason),
    };

    /// <summary>How far into a huge page the range begins, and how far into one it ends, in pages; 0 at a boundary.
    /// </summary>
    private static (int Head, int Tail) Overhang(GuestLayout layout, in GuestRange range)
    {
        var start = layout.FirstPage(layout.RegionOfPage(range.FirstPage));
        return ((range.FirstPage - start) % Backings.PagesInHugePage,
            (range.EndPage - start) % Backings.PagesInHugePage);
    }
}
