// SPDX-License-Identifier: Apache-2.0

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
            return new HostCallResult([Errno.None, Errno.EINVAL, Errno.EBADF], mapping, HostRequirements.NamesAreNames);
        }

        if (!PageGeometry.IsAligned(address) && function is not (FunctionCode.MLock or FunctionCode.MUnlock))
        {
            return new HostCallResult([Errno.EINVAL], mapping, HostRequirements.Alignment);
        }

        return range.Place == RangePlace.Empty
            ? new HostCallResult([Errno.None], mapping, HostRequirements.Alignment)
            : OnPages(mapping, function, range);
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
            // The lock is looked at first, and the first page decides: nothing is done before the refusal.
            var isLocked = mapping.Pages[range.FirstPage].Vma.MustHave(VmaFlags.Locked);
            return new HostCallResult(
                [isLocked ? Errno.EINVAL : Errno.EACCES], mapping, HostRequirements.RemoveFile);
        }

        if (FailsOnLocked(function) && FirstLocked(mapping, range) is { } locked)
        {
            // The pages before the first locked one were dealt with before the call noticed.
            var requirement = HostRequirements.LockedRefusesDiscard;
            var before = range with { PageCount = locked - range.FirstPage };
            var partial = mapping.Change(before, (i, page) => After(i, page, function, backing, requirement));
            return new HostCallResult([Errno.EINVAL], partial, requirement);
        }

        var rule = RequirementOf(function, backing);
        var after = mapping.Change(range, (i, page) => After(i, page, function, backing, rule));
        return function == FunctionCode.MLock && HasInaccessible(mapping, range)
            ? new HostCallResult([Errno.ENOMEM], after, HostRequirements.LockOfInaccessible)
            : new HostCallResult([Errno.None], after, rule);
    }

    private static (Errno Errno, Requirement Requirement)? RefusedBy(Backing backing, FunctionCode function) =>
        (backing, function) switch
        {
            (not Backing.PrivateAnonymous, FunctionCode.Free) => (Errno.EINVAL, HostRequirements.FreeNotAnonymous),
            (Backing.PrivateAnonymous, FunctionCode.Remove) => (Errno.EINVAL, HostRequirements.RemovePrivate),
            _ => null,
        };

    private static int? FirstLocked(HostMapping mapping, in GuestRange range)
    {
        for (var page = range.FirstPage; page < range.EndPage; page++)
        {
            if (mapping.Pages[page].Vma.MustHave(VmaFlags.Locked))
            {
                return page;
            }
        }

        return null;
    }

    private static bool HasInaccessible(HostMapping mapping, in GuestRange range) =>
        !mapping.All(range, page => page.Vma.Having(VmaFlags.ReadWrite, VmaFlags.None) != page.Vma);

    private static Page After(int index, Page page, FunctionCode function, Backing backing, Requirement requirement) =>
        (function, backing) switch
        {
            (FunctionCode.DontNeed, Backing.PrivateAnonymous or Backing.PrivateFile) =>
                page with { Content = PageContent.Exactly(PageImage.Fresh(index, backing), requirement) },
            (FunctionCode.Remove, _) => page with { Content = PageContent.Exactly(PageImage.Zero, requirement) },
            (FunctionCode.DontNeed or FunctionCode.PageOut, _) =>
                page with { Content = page.Content.Because(requirement) },
            (FunctionCode.Free, _) => page with { Content = page.Content.LazilyFreed(requirement) },
            (FunctionCode.Mergeable, Backing.SharedMemory) => page,
            _ when VmaEffects.IsProtection(function) =>
                page with { Vma = Changed(page, function), ProtectedBy = requirement },
            _ => page with
            {
                Vma = Changed(page, function),
                AttributedBy = page.AttributedBy.With(VmaEffects.Changes(function), requirement),
            },
        };

    private static VmaSet Changed(Page page, FunctionCode function) =>
        page.Vma.Change(VmaEffects.Changes(function), VmaEffects.Sets(function));

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
