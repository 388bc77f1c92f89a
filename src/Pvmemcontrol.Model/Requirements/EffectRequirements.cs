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
        "After a successful DONTNEED the range MUST read as zeros where the backing is private anonymous memory; "
        + "where that is hugetlb memory, the whole huge pages in the range.",
        "It is the guarantee of MADV_DONTNEED, and what the published sample checks.",
        "uapi:55; madvise(2)");

    /// <summary>PVMC-DEV-041.</summary>
    public static readonly Requirement SharedDontNeedKeepsOrZeroes = Must(41, Patch,
        "DONTNEED of shared memory keeps or zeroes",
        "After a successful DONTNEED each page MUST hold its old content or zeros where the backing is shared "
        + "memory, and so MUST what the range holds of a huge page that is not wholly in it.",
        "MADV_DONTNEED drops the mapping, not the object; a device that punches a hole is as good.",
        "uapi:55; madvise(2)");

    /// <summary>PVMC-DEV-042.</summary>
    public static readonly Requirement FreeKeepsOrZeroes = Must(42, Patch, "FREE keeps or zeroes whole pages",
        "After FREE, until the guest or the device writes to it, each page of the range MUST hold its old "
        + "content or zeros, and may go from the one to the other once, at any time.",
        "MADV_FREE is lazy; a page never holds a mixture.",
        "uapi:57; madvise(2)");

    /// <summary>PVMC-DEV-043.</summary>
    public static readonly Requirement ProtectionIsInForce = Must(43, Patch, "MPROTECT success means protection",
        "When a MPROTECT_* succeeded, the protection MUST be in force on every page of the range. (MPROTECT_W MAY "
        + "make pages readable as well: hardware without write-only pages does.)",
        "A stack guard page that is not there fails silently.",
        "uapi:67-71; mprotect(2)");

    /// <summary>PVMC-DEV-044.</summary>
    public static readonly Requirement FailureLeavesOldOrNew = Must(44, Safety,
        "after a failure each page is old or new",
        "When a request inside guest RAM failed, each page of its range MUST be as before or as after success, "
        + "in content, protection and attributes, and nothing else.",
        "Host calls stop half way: errors are not atomic, but they must not invent a third state.",
        "madvise(2), mprotect(2)");

    /// <summary>PVMC-DEV-045.</summary>
    public static readonly Requirement OtherProtectionsStay = Must(45, Safety, "no other page changes its protection",
        "A page's protection MUST NOT change but by a MPROTECT_* whose range touches it, or when the device "
        + "drops all channels and makes pages accessible again.",
        "A guest faults on memory that it never gave away.",
        "mprotect(2)");

    /// <summary>PVMC-DEV-046.</summary>
    public static readonly Requirement LiveBufferSurvivesProtection = Must(46, Safety,
        "a request over a live buffer does no harm",
        "A MPROTECT_NONE, MPROTECT_R or MPROTECT_W, or of hugetlb memory a DONTNEED, REMOVE or FREE, whose range "
        + "touches a page of the host that holds the buffer of any live channel MUST be refused without effect (or, "
        + "with EAGAIN or ENOMEM, half way), or its reply and every later one MUST be delivered all the same.",
        "Otherwise the VMM faults when it writes the reply: one guest kills the VMM. A huge page that was given back "
        + "may be taken by others; the next touch is SIGBUS.",
        "measured: SIGSEGV in a device in the field");

    /// <summary>PVMC-DEV-047.</summary>
    public static readonly Requirement RevokedBufferIsHarmless = Must(47, Safety,
        "REGISTER on a revoked page does no harm",
        "REGISTER of a buffer on a page that an earlier MPROTECT_* may have revoked, also one that failed, or on a "
        + "huge page that was given back and cannot be had again, MUST "
        + "be answered ERROR, or the channel MUST NOT make the VMM fault. (Whether RESET gives pages back is "
        + "open.)",
        "Protections may outlive RESET: the same crash as PVMC-DEV-046, one handshake later.",
        "mprotect(2)");

    /// <summary>PVMC-DEV-048.</summary>
    public static readonly Requirement DeviceSurvives = Must(48, Safety, "no guest input kills or hangs the device",
        "Every register access MUST return, whatever the guest wrote before it, and the VMM MUST survive it.",
        "A guest that can end its VMM denies service to everything the VMM also does.",
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
        "After a successful DONTNEED the range MUST read as the file where the backing is a private file.",
        "It is the guarantee of MADV_DONTNEED: what was written is gone, what is under it is back.",
        "uapi:55; madvise(2)");
}
