// SPDX-License-Identifier: Apache-2.0

using static Pvmemcontrol.Model.Requirements.Requirement;
using static Pvmemcontrol.Model.Requirements.RequirementBasis;

namespace Pvmemcontrol.Model.Requirements;

/// <summary>PVMC-DEV-040 to 050: what requests do to guest RAM and to the VMM.</summary>
public static class EffectRequirements
{
    /// <summary>PVMC-DEV-040.</summary>
    public static readonly Requirement DontNeedZeroes = Must(40, Patch,
        "DONTNEED leaves zeros in private anonymous memory",
        "After a successful DONTNEED of private anonymous memory the range MUST read as zeros; of private hugetlb "
        + "memory, the whole huge pages in the range MUST.",
        "This is the guarantee of MADV_DONTNEED, and what the published sample checks.",
        "uapi:55; madvise(2)");

    /// <summary>PVMC-DEV-041.</summary>
    public static readonly Requirement SharedDontNeedKeepsOrZeroes = Must(41, Patch,
        "DONTNEED of shared memory keeps or zeroes",
        "After a successful DONTNEED of shared memory each page MUST hold its old content or zeros, and so MUST the "
        + "part of the range that covers a huge page only partly.",
        "MADV_DONTNEED drops the mapping, not the object; a device that punches a hole conforms as well.",
        "uapi:55; madvise(2)");

    /// <summary>PVMC-DEV-042.</summary>
    public static readonly Requirement FreeKeepsOrZeroes = Must(42, Patch, "FREE keeps or zeroes whole pages",
        "After FREE, until the guest or the device writes to it, each page of the range MUST hold its old content or "
        + "zeros, and may change from the one to the other once, at any time.",
        "MADV_FREE is lazy; a page never holds a mixture.",
        "uapi:57; madvise(2)");

    /// <summary>PVMC-DEV-043.</summary>
    public static readonly Requirement ProtectionIsInForce = Must(43, Patch, "MPROTECT success means protection",
        "After an MPROTECT_* has succeeded, the protection MUST be in force on every page of the range. (MPROTECT_W "
        + "MAY make pages readable as well, as hardware without write-only pages does.)",
        "A missing stack guard page fails silently.",
        "uapi:67-71; mprotect(2)");

    /// <summary>PVMC-DEV-044.</summary>
    public static readonly Requirement FailureLeavesOldOrNew = Must(44, Safety,
        "after a failure each page is old or new",
        "When a request inside guest RAM has failed, the content, protection and attributes of each page of its range "
        + "MUST be either as before the request or as after its success.",
        "Host calls stop half way: errors are not atomic, but they must not create a third state.",
        "madvise(2), mprotect(2)");

    /// <summary>PVMC-DEV-045.</summary>
    public static readonly Requirement OtherProtectionsStay = Must(45, Safety, "no other page changes its protection",
        "A page's protection MUST NOT change except by an MPROTECT_* whose range touches it, or when the device drops "
        + "all channels and makes pages accessible again.",
        "Otherwise a guest faults on memory that it never protected.",
        "mprotect(2)");

    /// <summary>PVMC-DEV-046.</summary>
    public static readonly Requirement LiveBufferSurvivesProtection = Must(46, Safety,
        "a request over a live buffer does no harm",
        "An MPROTECT_NONE, MPROTECT_R or MPROTECT_W, or on hugetlb memory a DONTNEED, REMOVE or FREE, whose range "
        + "touches a host page that holds the buffer of any live channel MUST be refused without effect (or, with "
        + "EAGAIN or ENOMEM, half way), or its reply and every later reply MUST still be delivered.",
        "Otherwise the VMM faults when it writes the reply: one guest kills the VMM. A huge page that was given back "
        + "may be taken by another process; the next access is SIGBUS.",
        "measured: SIGSEGV in a device in the field");

    /// <summary>PVMC-DEV-047.</summary>
    public static readonly Requirement RevokedBufferIsHarmless = Must(47, Safety,
        "REGISTER on a revoked page does no harm",
        "REGISTER of a buffer on a page that an earlier MPROTECT_* may have revoked (even one that failed), or on a "
        + "huge page that was given back and cannot be allocated again, MUST be answered ERROR, or the channel MUST "
        + "NOT make the VMM fault. (This does not say whether RESET makes pages accessible again.)",
        "Protections may outlive RESET: the same crash as PVMC-DEV-046, one handshake later.",
        "mprotect(2)");

    /// <summary>PVMC-DEV-048.</summary>
    public static readonly Requirement DeviceSurvives = Must(48, Safety, "no guest input kills or hangs the device",
        "Every register access MUST return, whatever the guest wrote before it, and the VMM MUST survive it.",
        "A guest that can kill its VMM denies service to everything else that the VMM does.",
        "decided");

    /// <summary>PVMC-DEV-049.</summary>
    public static readonly Requirement DropIsQuiescent = Must(49, Safety, "dropping channels waits for their requests",
        "RESET, DISCONNECT and a protocol error MUST NOT return while a request on a dropped channel is in "
        + "flight; afterwards the device MUST NOT touch an old buffer.",
        "The guest reuses the buffer at once; a late reply overwrites it (seen in 100 of 100 trials in the "
        + "field).",
        "pvmemcontrol.c:430-435 (DISCONNECT, then free)");

    /// <summary>PVMC-DEV-050.</summary>
    public static readonly Requirement DontNeedRevealsFile = Must(50, Patch,
        "DONTNEED of a private file reveals the file",
        "After a successful DONTNEED of a private file the range MUST read as the file.",
        "This is the guarantee of MADV_DONTNEED: the private copy is dropped, and the file shows again.",
        "uapi:55; madvise(2)");
}
