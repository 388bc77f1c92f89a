// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Host;

/// <summary>What the bare Linux calls do, by backing. Each answer is a PVMC-HOST entry.</summary>
public static class HostCalls
{
    /// <summary>The functions whose calls this model knows.</summary>
    public static bool IsModelled(FunctionCode function) =>
        function is FunctionCode.DontNeed or FunctionCode.Free or FunctionCode.MProtectNone or FunctionCode.MProtectRW;

    /// <summary>True for the calls that drop content.</summary>
    public static bool IsDiscard(FunctionCode function) => function is FunctionCode.DontNeed or FunctionCode.Free;

    /// <summary>The protection that a MPROTECT_* function sets, null for every other function.</summary>
    public static Protection? ProtectionSetBy(FunctionCode function) => function switch
    {
        FunctionCode.MProtectNone => Protection.None,
        FunctionCode.MProtectR => Protection.Read,
        FunctionCode.MProtectW => Protection.Write,
        FunctionCode.MProtectRW => Protection.ReadWrite,
        _ => null,
    };

    /// <summary>The errno of the call for a page aligned, non-empty range on this backing.</summary>
    public static Errno ErrnoOn(FunctionCode function, Backing backing) =>
        function == FunctionCode.Free && backing == Backing.SharedMemory ? Errno.EINVAL : Errno.None;

    /// <summary>The call on a range of one region, exactly as the kernel does it.</summary>
    /// <param name="mapping">Before the call.</param>
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

        if (!PageGeometry.IsAligned(address))
        {
            return new HostCallResult(Errno.EINVAL, mapping, HostRequirements.Alignment);
        }

        if (range.Place == RangePlace.Empty)
        {
            return new HostCallResult(Errno.None, mapping, HostRequirements.Alignment);
        }

        var backing = mapping.Layout.BackingOfPage(range.FirstPage);
        var requirement = RequirementOf(function, backing);
        var errno = ErrnoOn(function, backing);
        return errno == Errno.None
            ? new HostCallResult(errno, mapping.Change(range, (_, page) => After(page, function, backing, requirement)),
                requirement)
            : new HostCallResult(errno, mapping, requirement);
    }

    private static Page After(Page page, FunctionCode function, Backing backing, Requirement requirement) =>
        function switch
        {
            FunctionCode.DontNeed when backing == Backing.PrivateAnonymous =>
                page with { Content = PageContent.Exactly(PageImage.Zero, requirement) },
            FunctionCode.DontNeed => page with { Content = page.Content.Because(requirement) },
            FunctionCode.Free => page with { Content = page.Content.LazilyFreed(requirement) },
            FunctionCode.MProtectNone or FunctionCode.MProtectRW => page with
            {
                Protections = ProtectionSet.Only(ProtectionSetBy(function)!.Value),
                ProtectedBy = requirement,
            },
            _ => throw new ArgumentOutOfRangeException(nameof(function), function, "not modelled"),
        };

    private static Requirement RequirementOf(FunctionCode function, Backing backing) => (function, backing) switch
    {
        (FunctionCode.DontNeed, Backing.PrivateAnonymous) => HostRequirements.DontNeedPrivate,
        (FunctionCode.DontNeed, Backing.SharedMemory) => HostRequirements.DontNeedShared,
        (FunctionCode.Free, Backing.PrivateAnonymous) => HostRequirements.FreePrivate,
        (FunctionCode.Free, Backing.SharedMemory) => HostRequirements.FreeShared,
        (FunctionCode.MProtectNone or FunctionCode.MProtectRW, _) => HostRequirements.ProtectSetsRange,
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "not modelled"),
    };
}
