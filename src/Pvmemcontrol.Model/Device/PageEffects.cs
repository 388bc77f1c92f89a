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
            return VmaEffects.IsProtection(function)
                ? either with { ProtectedBy = FailureLeavesOldOrNew, IsSuspect = true }
                : VmaEffects.Changes(function) != VmaFlags.None ? either with { AttributedBy = FailureLeavesOldOrNew }
                : page with { Content = page.Content.OrElse(after.Content, FailureLeavesOldOrNew) };
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
        page with { Vma = Changed(page, function), AttributedBy = because };

    private static VmaSet Changed(Page page, FunctionCode function) =>
        page.Vma.Change(VmaEffects.Changes(function), VmaEffects.Sets(function));
}
