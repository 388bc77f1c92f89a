// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>
/// What a request may do to a page of <see cref="LargeMemory"/>. All requests are aligned, inside one region, and apart
/// from the buffer.
/// </summary>
internal static class LargeRules
{
    /// <summary>The requirement that does not allow this content, or null.</summary>
    /// <param name="request">The request that was answered; all pages held the guest's fill before.</param>
    /// <param name="errno">The answer.</param>
    /// <param name="page">Guest physical address of a page.</param>
    /// <param name="content">What it holds.</param>
    internal static Requirement? Broken(in LargeRequest request, Errno errno, ulong page, LargeContent content)
    {
        if (!IsDiscard(request) || !request.Contains(page))
        {
            return content == LargeContent.Fill ? null : RequestRequirements.NothingElseIsWritten;
        }

        var reason = ReasonForContent(request, errno);
        var mustBeZero = reason == EffectRequirements.DontNeedZeroes || reason == AttributeRequirements.RemoveZeroes;
        return content == LargeContent.Zeros || (content == LargeContent.Fill && !mustBeZero) ? null : reason;
    }

    /// <summary>What a page may hold, in words.</summary>
    internal static string Allowed(in LargeRequest request, Errno errno, ulong page) =>
        !IsDiscard(request) || !request.Contains(page) ? "the guest's fill: the page is not in the range of a discard"
        : Broken(request, errno, page, LargeContent.Fill) is null ? "the guest's fill or zeros"
        : "zeros";

    /// <summary>The requirement that does not allow this change of a mapping's flags, or null.</summary>
    /// <param name="request">The request that was answered.</param>
    /// <param name="errno">The answer.</param>
    /// <param name="page">Guest physical address of a page.</param>
    /// <param name="before">Its flags before, as <see cref="VmaTable"/> has them.</param>
    /// <param name="after">Its flags after.</param>
    internal static Requirement? Broken(in LargeRequest request, Errno errno, ulong page, byte before, byte after)
    {
        var (isInside, isDone) = (request.Contains(page), errno == Errno.None);
        var (was, now) = ((VmaFlags)before, (VmaFlags)after);
        if (before == VmaTable.Unmapped || after == VmaTable.Unmapped)
        {
            return before == after ? null : EffectRequirements.OtherProtectionsStay;
        }

        if ((now & ~was).HasFlag(VmaFlags.Execute))
        {
            return AttributeRequirements.NothingBecomesExecutable;
        }

        var (mask, wanted) = isInside ? Change(request.Function) : default;
        var isRight = (now & mask) == wanted || (!isDone && (now & mask) == (was & mask));
        if (!isRight)
        {
            return !isDone ? EffectRequirements.FailureLeavesOldOrNew
                : mask == VmaFlags.ReadWrite ? EffectRequirements.ProtectionIsInForce
                : AttributeRequirements.DontDumpMeansNoDump;
        }

        var other = (was ^ now) & ~mask;
        return (other & VmaFlags.ReadWrite) != 0 ? EffectRequirements.OtherProtectionsStay
            : (other & VmaFlags.Attributes & ~Unlocked(request, page, was)) != 0
                ? AttributeRequirements.OtherAttributesStay
            : null;
    }

    /// <summary>The flags that a page may have, in words.</summary>
    internal static string Allowed(in LargeRequest request, ulong page, byte before)
    {
        var was = before == VmaTable.Unmapped ? "not mapped" : VmaSet.Describe((VmaFlags)before);
        var (mask, wanted) = request.Contains(page) ? Change(request.Function) : default;
        return mask == VmaFlags.None || before == VmaTable.Unmapped
            ? $"{was}, as before"
            : $"{VmaSet.Describe(((VmaFlags)before & ~mask) | wanted)}; it was {was}";
    }

    /// <summary>True when a valid request may be answered so although the device performed others like it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="errno">The answer.</param>
    /// <param name="isOffered">True when the function was performed on memory of this kind before.</param>
    internal static bool MayRefuse(in LargeRequest request, Errno errno, bool isOffered) => errno switch
    {
        Errno.None or Errno.EAGAIN or Errno.ENOMEM or Errno.EPERM or Errno.EACCES => true,
        Errno.EOPNOTSUPP => !isOffered,

        // Not every kernel can punch a hole into every kind of shared memory.
        Errno.EINVAL or Errno.ENOSYS => request.Function == FunctionCode.Remove && !isOffered,
        _ => false,
    };

    private static bool IsDiscard(in LargeRequest request) => HostCalls.IsDiscard(request.Function);

    private static Requirement ReasonForContent(in LargeRequest request, Errno errno) => errno != Errno.None
        ? EffectRequirements.FailureLeavesOldOrNew
        : request.Function switch
        {
            FunctionCode.Free => EffectRequirements.FreeKeepsOrZeroes,
            FunctionCode.Remove => AttributeRequirements.RemoveZeroes,
            _ when request.Backing == Backing.SharedMemory => EffectRequirements.SharedDontNeedKeepsOrZeroes,
            _ => EffectRequirements.DontNeedZeroes,
        };

    private static (VmaFlags Mask, VmaFlags Wanted) Change(FunctionCode function) =>
        (VmaEffects.Changes(function), VmaEffects.Sets(function));

    /// <summary>A discard may unlock.</summary>
    private static VmaFlags Unlocked(in LargeRequest request, ulong page, VmaFlags was) =>
        IsDiscard(request) && request.Contains(page) ? was & VmaFlags.Locked : VmaFlags.None;
}
