// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using static Pvmemcontrol.Model.Requirements.AttributeRequirements;
using static Pvmemcontrol.Model.Requirements.EffectRequirements;

namespace Pvmemcontrol.Model.Device;

/// <summary>What a function may leave of the pages in its range, as far as the guest can rely on it.</summary>
internal static class PageEffects
{
    /// <summary>After success.</summary>
    internal static HostMapping Done(RequestSpec spec, FunctionCode function, in GuestRange range,
        Requirement? because = null)
    {
        var layout = spec.Host.Layout;
        return spec.Host.Change(range, (i, page) =>
            After(i, page, function, layout.BackingOfPage(i), spec.Profile, because));
    }

    /// <summary>After a failure half way: each page as before or as after success.</summary>
    internal static HostMapping OldOrNew(RequestSpec spec, FunctionCode function, in GuestRange range)
    {
        var layout = spec.Host.Layout;
        return spec.Host.Change(range, (i, page) =>
        {
            var after = After(i, page, function, layout.BackingOfPage(i), spec.Profile, null);
            var either = page with { Vma = page.Vma.Or(after.Vma) };
            if (VmaEffects.IsProtection(function))
            {
                either = either with { IsSuspect = page.IsSuspect || VmaEffects.Revokes(function) };
                return either.Vma == page.Vma ? either : either with { ProtectedBy = FailureLeavesOldOrNew };
            }

            // Where success would have changed nothing either, failure is no reason for anything.
            var changes = VmaEffects.Changes(function);
            return either.Vma != page.Vma && changes != VmaFlags.None
                ? either with { AttributedBy = either.AttributedBy.With(changes, FailureLeavesOldOrNew) }
                : ReferenceEquals(after.Content, page.Content) ? either
                : either with { Content = page.Content.OrElse(after.Content, FailureLeavesOldOrNew) };
        });
    }

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

    private static Page After(int index, Page page, FunctionCode function, Backing backing, Profile profile,
        Requirement? because)
    {
        var after = OnPage(index, page, function, backing, profile, because);

        // Nobody promised that a locked page is locked again after it was dropped.
        return profile == Profile.Abi && HostCalls.FailsOnLocked(function)
            ? after with { Vma = after.Vma.Or(after.Vma.Change(VmaFlags.Locked, VmaFlags.None)) }
            : after;
    }

    private static Page OnPage(int index, Page page, FunctionCode function, Backing backing, Profile profile,
        Requirement? because) => function switch
        {
            FunctionCode.DontNeed when backing == Backing.PrivateAnonymous =>
                page with { Content = PageContent.Exactly(PageImage.Zero, because ?? DontNeedZeroes) },
            FunctionCode.DontNeed when backing == Backing.PrivateFile => page with
            {
                Content = PageContent.Exactly(PageImage.Fresh(index, backing), because ?? DontNeedRevealsFile),
            },
            FunctionCode.DontNeed when profile == Profile.Linux =>
                page with { Content = page.Content.Because(RequestRequirements.ReplyIsTheCalls) },
            FunctionCode.DontNeed => page with
            {
                Content = page.Content.OrElse(
                    PageContent.Exactly(PageImage.Zero, SharedDontNeedKeepsOrZeroes),
                    because ?? SharedDontNeedKeepsOrZeroes),
            },
            FunctionCode.Remove => page with { Content = PageContent.Exactly(PageImage.Zero, because ?? RemoveZeroes) },
            FunctionCode.Free => page with { Content = page.Content.LazilyFreed(because ?? FreeKeepsOrZeroes) },
            FunctionCode.PageOut or FunctionCode.SetVmaAnonName => page,
            FunctionCode.MProtectW when profile == Profile.Abi => page with
            {
                // mprotect(2): on some architectures PROT_WRITE implies PROT_READ.
                Vma = Changed(page, function).Or(Changed(page, FunctionCode.MProtectRW)),
                ProtectedBy = because ?? ProtectionIsInForce,
            },
            FunctionCode.MProtectNone or FunctionCode.MProtectR or FunctionCode.MProtectW or FunctionCode.MProtectRW =>
                page with
                {
                    Vma = Changed(page, function),
                    ProtectedBy = because ?? ProtectionIsInForce,
                    IsSuspect = page.IsSuspect && function != FunctionCode.MProtectRW,
                },
            FunctionCode.MLock => Attribute(page, function, because ?? LockMeansLocked),
            FunctionCode.MUnlock => Attribute(page, function, because ?? UnlockMeansUnlocked),
            FunctionCode.DontDump => Attribute(page, function, because ?? DontDumpMeansNoDump),
            FunctionCode.Unmergeable => Attribute(page, function, because ?? UnmergeableMeansUnshared),
            FunctionCode.Mergeable when profile == Profile.Linux => backing != Backing.SharedMemory
                ? Attribute(page, function, RequestRequirements.ReplyIsTheCalls)
                : page,
            FunctionCode.Mergeable => page with { Vma = page.Vma.Or(Changed(page, function)) },
            _ => throw new ArgumentOutOfRangeException(nameof(function), function, "has no effect on pages"),
        };

    private static Page Attribute(Page page, FunctionCode function, Requirement because) =>
        page with
        {
            Vma = Changed(page, function),
            AttributedBy = page.AttributedBy.With(VmaEffects.Changes(function), because),
        };

    private static VmaSet Changed(Page page, FunctionCode function) =>
        page.Vma.Change(VmaEffects.Changes(function), VmaEffects.Sets(function));
}
