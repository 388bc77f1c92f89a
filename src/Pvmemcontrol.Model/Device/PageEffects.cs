// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using static Pvmemcontrol.Model.Requirements.AttributeRequirements;
using static Pvmemcontrol.Model.Requirements.EffectRequirements;

namespace Pvmemcontrol.Model.Device;

/// <summary>What a function may leave in the pages of its range, as far as the guest can rely on it.</summary>
internal static class PageEffects
{
    /// <summary>After success.</summary>
    internal static HostMapping Done(RequestSpec spec, FunctionCode function, in GuestRange range,
        Requirement? because = null)
    {
        var (layout, whole) = (spec.Host.Layout, range);
        return Before(spec, function, range).Change(range, (i, page) =>
            After(i, page, function, layout.BackingOfPage(i), spec.Profile, layout.IsWholeIn(whole, i), because));
    }

    /// <summary>After a failure half way: each page as before or as after success.</summary>
    internal static HostMapping OldOrNew(RequestSpec spec, FunctionCode function, in GuestRange range)
    {
        var (layout, whole) = (spec.Host.Layout, range);
        return Before(spec, function, range).Change(range, (i, page) =>
        {
            var isWhole = layout.IsWholeIn(whole, i);
            var after = After(i, page, function, layout.BackingOfPage(i), spec.Profile, isWhole, null);
            var either = page with
            {
                Vma = page.Vma.Or(after.Vma),
                Presence = page.Presence == after.Presence ? page.Presence : null,
            };
            if (VmaEffects.IsProtection(function))
            {
                either = either with { IsSuspect = true };
                return either.Vma == page.Vma ? either : either with { ProtectedBy = FailureLeavesOldOrNew };
            }

            // If success would not have changed anything, failure must not either.
            var changes = VmaEffects.Changes(function);
            return either.Vma != page.Vma && changes != VmaFlags.None
                ? either with { AttributedBy = either.AttributedBy.With(changes, FailureLeavesOldOrNew) }
                : ReferenceEquals(after.Content, page.Content) ? either
                : either with { Content = page.Content.OrElse(after.Content, FailureLeavesOldOrNew) };
        });
    }

    /// <summary>After a refusal without effect: if a page is not as it was, that is the requirement not met.</summary>
    internal static HostMapping Untouched(HostMapping host, in GuestRange range, Requirement requirement) =>
        host.Change(range, (_, page) => page with
        {
            Content = page.Content.Because(requirement),
            ProtectedBy = requirement,
            AttributedBy = AttributeReasons.All(requirement),
        });

    /// <summary>After the success of a misaligned request: pages change inside the range, or not at all.</summary>
    internal static HostMapping PerhapsInside(RequestSpec spec, FunctionCode function, GuestRange range)
    {
        if (!HostCalls.IsDiscard(function))
        {
            return OldOrNew(spec, function, range);
        }

        var layout = spec.Host.Layout;
        return spec.Host.Change(range, (i, page) =>
        {
            var start = layout.AddressOfPage(i);
            var from = Math.Max(start, range.Address);
            var to = Math.Min(start + PageGeometry.Size, range.Address + range.Length);
            return page with
            {
                Content = page.Content.OrZeroed((int)(from - start), (int)(to - from),
                    RequestRequirements.NothingElseIsWritten),
            };
        });
    }

    /// <summary>Locking makes pages resident, perhaps more than those in its range.</summary>
    private static HostMapping Before(RequestSpec spec, FunctionCode function, in GuestRange range) =>
        function == FunctionCode.MLock ? spec.Host.Touch(range) : spec.Host;

    private static Page After(int index, Page page, FunctionCode function, Backing backing, Profile profile,
        bool isWhole, Requirement? because)
    {
        var after = Kept(OnPage(index, page, function, backing, profile, isWhole, because), function);

        // No requirement says that a locked page is locked again after it was dropped.
        return profile == Profile.Abi && HostCalls.FailsOnLocked(function)
            ? after with { Vma = after.Vma.Or(after.Vma.Change(VmaFlags.Locked, VmaFlags.None)) }
            : after;
    }

    /// <summary>
    /// What a request does not change must be as it was: a page that was revoked, locked or left out of dumps, and is
    /// so no more, lost that to it. Nothing can be lost that the page need not have.
    /// </summary>
    private static Page Kept(Page after, FunctionCode function)
    {
        var changes = VmaEffects.Changes(function);
        var isRevoked = after.Vma.Allowing(VmaFlags.ReadWrite).IsEmpty;
        var had = (Must(VmaFlags.Locked) | Must(VmaFlags.DontDump) | Must(VmaFlags.Mergeable)) & ~changes;
        return after with
        {
            ProtectedBy = changes.HasFlag(VmaFlags.ReadWrite) || !isRevoked ? after.ProtectedBy : OtherProtectionsStay,
            AttributedBy = after.AttributedBy.With(had, OtherAttributesStay),
        };

        VmaFlags Must(VmaFlags attribute) => after.Vma.MustHave(attribute) ? attribute : VmaFlags.None;
    }

    private static Page OnPage(int index, Page page, FunctionCode function, Backing backing, Profile profile,
        bool isWhole, Requirement? because) => function switch
        {
            FunctionCode.DontNeed => DontNeed(index, page, backing, profile, isWhole, because),
            FunctionCode.Remove => page with
            {
                Content = PageContent.Exactly(PageImage.Zero, because ?? RemoveZeroes),
                Presence = isWhole ? Presence.Absent(DiscardGivesBack) : null,
            },
            FunctionCode.Free =>
                page with { Content = page.Content.LazilyFreed(because ?? FreeKeepsOrZeroes), Presence = null },
            FunctionCode.PageOut => page with { Presence = null },
            FunctionCode.SetVmaAnonName => page,
            FunctionCode.MProtectW when profile == Profile.Abi => Protect(page, function, because) with
            {
                // mprotect(2): on some architectures PROT_WRITE implies PROT_READ.
                Vma = VmaEffects.Apply(function, page.Vma).Or(VmaEffects.Apply(FunctionCode.MProtectRW, page.Vma)),
            },
            FunctionCode.MProtectNone or FunctionCode.MProtectR or FunctionCode.MProtectW or FunctionCode.MProtectRW =>
                Protect(page, function, because),
            FunctionCode.MLock => Lock(page, backing, profile, because),
            FunctionCode.MUnlock => Attribute(page, function, because ?? UnlockMeansUnlocked) with
            {
                Presence = page.Presence is { IsResident: true } ? null : page.Presence,
            },
            FunctionCode.DontDump => Attribute(page, function, because ?? DontDumpMeansNoDump),
            FunctionCode.Unmergeable => Attribute(page, function, because ?? UnmergeableMeansUnshared),
            FunctionCode.Mergeable when profile == Profile.Linux => backing.IsShared() || backing.IsHuge()
                ? page
                : Attribute(page, function, RequestRequirements.ReplyIsTheCalls),
            FunctionCode.Mergeable => page with { Vma = page.Vma.Or(VmaEffects.Apply(function, page.Vma)) },
            _ => throw new ArgumentOutOfRangeException(nameof(function), function, "has no effect on pages"),
        };

    private static Page DontNeed(int index, Page page, Backing backing, Profile profile, bool isWhole,
        Requirement? because)
    {
        if (!backing.IsShared() && isWhole)
        {
            var reason = because ?? (backing == Backing.PrivateFile ? DontNeedRevealsFile : DontNeedZeroes);
            return page with
            {
                Content = PageContent.Exactly(PageImage.Fresh(index, backing), reason),

                // A file's page may be mapped again with its neighbours.
                Presence = backing == Backing.PrivateFile ? null : Presence.Absent(DiscardGivesBack),
            };
        }

        // Shared memory keeps its content, and a part of a huge page is not dropped.
        return page with
        {
            Content = profile == Profile.Linux
                ? page.Content.OrDeviating(PageImage.Zero, RequestRequirements.ReplyIsTheCalls,
                    because ?? SharedDontNeedKeepsOrZeroes)
                : page.Content.OrElse(PageContent.Exactly(PageImage.Zero, SharedDontNeedKeepsOrZeroes),
                    because ?? SharedDontNeedKeepsOrZeroes),
            Presence = null,
        };
    }

    private static Page Protect(Page page, FunctionCode function, Requirement? because) => page with
    {
        Vma = VmaEffects.Apply(function, page.Vma),
        ProtectedBy = because ?? ProtectionIsInForce,
        IsSuspect = function != FunctionCode.MProtectRW,

        // A locked page becomes resident when it becomes accessible.
        Presence = page.Presence is { IsResident: false } ? null : page.Presence,
    };

    private static Page Lock(Page page, Backing backing, Profile profile, Requirement? because)
    {
        var reason = because ?? LockMeansLocked;
        var locked = Attribute(page, FunctionCode.MLock, reason) with { Presence = Presence.Resident(reason) };

        // hugetlb memory is never taken away: the kernel has no flag for it.
        return !backing.IsHuge() ? locked
            : profile == Profile.Linux ? page with { Presence = locked.Presence }
            : locked with { Vma = page.Vma.Or(locked.Vma) };
    }

    private static Page Attribute(Page page, FunctionCode function, Requirement because) =>
        page with
        {
            Vma = VmaEffects.Apply(function, page.Vma),
            AttributedBy = page.AttributedBy.With(VmaEffects.Changes(function), because),
        };
}
