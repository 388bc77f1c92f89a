// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Host;

/// <summary>What the bare Linux calls do, by backing. Each answer is a PVMC-HOST entry.</summary>
public static class HostCalls
{
    /// <summary>True for every function with a call: all but INFO.</summary>
    public static bool IsModelled(FunctionCode function) =>
        function is > FunctionCode.Info and <= FunctionCode.Unmergeable;

    /// <summary>True for the calls that drop content.</summary>
    public static bool IsDiscard(FunctionCode function) =>
        function is FunctionCode.DontNeed or FunctionCode.Remove or FunctionCode.Free;

    /// <summary>True for the calls that a locked page makes fail.</summary>
    public static bool FailsOnLocked(FunctionCode function) =>
        IsDiscard(function) || function == FunctionCode.PageOut;

    /// <summary>The call on a range of one region, exactly as the kernel does it.</summary>
    /// <param name="mapping">Before the call; the flags of the range must be certain.</param>
    /// <param name="function">A modelled function.</param>
    /// <param name="address">Guest physical address.</param>
    /// <param name="length">Bytes; the range must be empty or lie in one region.</param>
    /// <exception cref="ArgumentException">The function is not modelled, or the range leaves its region.</exception>
    public static HostCallResult Apply(HostMapping mapping, FunctionCode function, ulong address, ulong length)
    {
        var range = mapping.Layout.Place(address, length);
        if (!IsModelled(function) || range.Place is RangePlace.Outside or RangePlace.AdjacentRegions)
        {
            throw new ArgumentException($"{FunctionCodes.Name(function)} of 0x{address:x}+{length} is not modelled");
        }

        if (function == FunctionCode.SetVmaAnonName)
        {
            return new HostCallResult(NameErrnos(mapping, address, range), mapping, HostRequirements.NamesAreNames);
        }

        if (function is FunctionCode.Mergeable or FunctionCode.Unmergeable && !mapping.Capabilities.HasKsm)
        {
            return new HostCallResult([Errno.EINVAL], mapping, HostRequirements.MergeFlags);
        }

        if (!PageGeometry.IsAligned(address) && function is not (FunctionCode.MLock or FunctionCode.MUnlock))
        {
            return new HostCallResult([Errno.EINVAL], mapping, HostRequirements.Alignment);
        }

        if (function == FunctionCode.MLock && LockRefusal(mapping, range) is { } refusal)
        {
            return new HostCallResult([refusal], mapping, HostRequirements.LockLimit);
        }

        return range.Place == RangePlace.Empty ? new HostCallResult([Errno.None], mapping, HostRequirements.Alignment)
            : mapping.Layout.BackingOfPage(range.FirstPage).IsHuge() ? HugeCalls.Apply(mapping, function, range)
            : OnPages(mapping, function, range);
    }

    /// <summary>True when some page of the range can be neither read nor written.</summary>
    internal static bool HasInaccessible(HostMapping mapping, in GuestRange range) =>
        !mapping.All(range, page => page.Vma.Having(VmaFlags.ReadWrite, VmaFlags.None) != page.Vma);

    private static ImmutableArray<Errno> NameErrnos(HostMapping mapping, ulong address, in GuestRange range)
    {
        if (!mapping.Capabilities.HasVmaNames || !PageGeometry.IsAligned(address))
        {
            return [Errno.EINVAL];
        }

        return range.Place == RangePlace.Empty ? [Errno.None] : mapping.Layout.BackingOfPage(range.FirstPage) switch
        {
            Backing.PrivateAnonymous => [Errno.None],

            // An unlinked memfd counts as anonymous on later kernels.
            Backing.SharedMemory or Backing.PrivateFile => [Errno.None, Errno.EBADF],
            Backing.HugePrivate or Backing.HugeShared => [Errno.EBADF],
            var other => throw new InvalidOperationException($"no backing {other}"),
        };
    }

    /// <summary>
    /// Why the limit of locked memory forbids it, or null; pages that are locked already count once.
    /// </summary>
    private static Errno? LockRefusal(HostMapping mapping, in GuestRange range)
    {
        var limit = mapping.Capabilities.LockLimit;
        if (limit == ulong.MaxValue)
        {
            return null;
        }

        var locked = 0;
        for (var page = 0; page < mapping.Pages.Length; page++)
        {
            var isNamed = page >= range.FirstPage && page < range.EndPage;
            locked += isNamed || mapping.Pages[page].Vma.MustHave(VmaFlags.Locked) ? 1 : 0;
        }

        return limit == 0 ? Errno.EPERM
            : locked > (int)Math.Min(limit >> PageGeometry.Shift, int.MaxValue) ? Errno.ENOMEM
            : null;
    }

    private static HostCallResult OnPages(HostMapping mapping, FunctionCode function, in GuestRange range)
    {
        var backing = mapping.Layout.BackingOfPage(range.FirstPage);
        if (RefusedBy(backing, function) is { } refusal)
        {
            return new HostCallResult([refusal.Errno], mapping, refusal.Requirement);
        }

        if (function == FunctionCode.Remove && backing == Backing.PrivateFile)
        {
            // The lock is checked first, and the first page decides: nothing is done before the refusal.
            var isLocked = mapping.Pages[range.FirstPage].Vma.MustHave(VmaFlags.Locked);
            return new HostCallResult(
                [isLocked ? Errno.EINVAL : Errno.EACCES], mapping, HostRequirements.RemoveFile);
        }

        if (FirstRefused(mapping, function, range) is { } refused)
        {
            // The call processes the pages before the first refused one.
            var before = range with { PageCount = refused.Page - range.FirstPage };
            var partial = mapping.Change(before, (i, page) => After(i, page, function, backing, refused.Requirement));
            return new HostCallResult([refused.Errno], partial, refused.Requirement);
        }

        var rule = RequirementOf(function, backing);
        mapping = function == FunctionCode.MLock ? mapping.Touch(range) : mapping;
        if (function != FunctionCode.MLock || !HasInaccessible(mapping, range))
        {
            var after = mapping.Change(range, (i, page) => After(i, page, function, backing, rule));
            return new HostCallResult([Errno.None], after, rule);
        }

        // Locked, but not made resident.
        var locked = mapping.Change(range, (i, page) =>
            After(i, page, function, backing, rule) with { Presence = null });
        return new HostCallResult([Errno.ENOMEM], locked, HostRequirements.LockOfInaccessible);
    }

    private static (Errno Errno, Requirement Requirement)? RefusedBy(Backing backing, FunctionCode function) =>
        (backing, function) switch
        {
            (not Backing.PrivateAnonymous, FunctionCode.Free) => (Errno.EINVAL, HostRequirements.FreeNotAnonymous),
            (Backing.PrivateAnonymous, FunctionCode.Remove) => (Errno.EINVAL, HostRequirements.RemovePrivate),
            _ => null,
        };

    private static (int Page, Errno Errno, Requirement Requirement)? FirstRefused(
        HostMapping mapping, FunctionCode function, in GuestRange range)
    {
        for (var page = range.FirstPage; page < range.EndPage; page++)
        {
            var vma = mapping.Pages[page].Vma;
            if (FailsOnLocked(function) && vma.MustHave(VmaFlags.Locked))
            {
                return (page, Errno.EINVAL, HostRequirements.LockedRefusesDiscard);
            }

            if (function == FunctionCode.Remove && mapping.Capabilities.RemoveNeedsWrite
                && !vma.MustHave(VmaFlags.Write))
            {
                return (page, Errno.EACCES, HostRequirements.RemoveShared);
            }
        }

        return null;
    }

    private static Page After(int index, Page page, FunctionCode function, Backing backing, Requirement requirement) =>
        (function, backing) switch
        {
            (FunctionCode.DontNeed, Backing.PrivateAnonymous or Backing.PrivateFile) => page with
            {
                Content = PageContent.Exactly(PageImage.Fresh(index, backing), requirement),
                Presence = backing == Backing.PrivateAnonymous ? Presence.Absent(requirement) : null,
            },
            (FunctionCode.Remove, _) => page with
            {
                Content = PageContent.Exactly(PageImage.Zero, requirement),
                Presence = Presence.Absent(requirement),
            },
            (FunctionCode.DontNeed or FunctionCode.PageOut, _) =>
                page with { Content = page.Content.Because(requirement), Presence = null },
            (FunctionCode.Free, _) =>
                page with { Content = page.Content.LazilyFreed(requirement), Presence = null },
            (FunctionCode.Mergeable, Backing.SharedMemory) => page,
            _ when VmaEffects.IsProtection(function) => page with
            {
                Vma = VmaEffects.Apply(function, page.Vma),
                ProtectedBy = requirement,

                // A locked page becomes resident when it becomes accessible.
                Presence = page.Vma.MustHave(VmaFlags.Locked) && page.Presence is { IsResident: false }
                    ? null
                    : page.Presence,
            },
            _ => page with
            {
                Vma = VmaEffects.Apply(function, page.Vma),
                AttributedBy = page.AttributedBy.With(VmaEffects.Changes(function), requirement),
                Presence = function switch
                {
                    FunctionCode.MLock => Presence.Resident(requirement),
                    FunctionCode.MUnlock => page.Presence is { IsResident: true } ? null : page.Presence,
                    _ => page.Presence,
                },
            },
        };

    private static Requirement RequirementOf(FunctionCode function, Backing backing) => (function, backing) switch
    {
        (FunctionCode.DontNeed, Backing.PrivateAnonymous) => HostRequirements.DontNeedPrivate,
        (FunctionCode.DontNeed, Backing.SharedMemory) => HostRequirements.DontNeedShared,
        (FunctionCode.DontNeed, Backing.PrivateFile) => HostRequirements.DontNeedFile,
        (FunctionCode.Remove, Backing.SharedMemory) => HostRequirements.RemoveShared,
        (FunctionCode.Free, Backing.PrivateAnonymous) => HostRequirements.FreePrivate,
        (FunctionCode.PageOut, _) => HostRequirements.PageOutKeeps,
        (FunctionCode.DontDump, _) => HostRequirements.DontDumpFlags,
        (FunctionCode.MLock or FunctionCode.MUnlock, _) => HostRequirements.LockFlags,
        (FunctionCode.Mergeable or FunctionCode.Unmergeable, _) => HostRequirements.MergeFlags,
        _ when VmaEffects.IsProtection(function) => HostRequirements.ProtectSetsRange,
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "has no call that succeeds there"),
    };
}
