// SPDX-License-Identifier: Apache-2.0

using static Pvmemcontrol.Model.Requirements.Requirement;

namespace Pvmemcontrol.Model.Requirements;

/// <summary>PVMC-HOST: what Linux does for the bare calls, checked without any device.</summary>
public static class HostRequirements
{
    /// <summary>PVMC-HOST-001.</summary>
    public static readonly Requirement DontNeedPrivate = Kernel(1, "DONTNEED, private anonymous: zeros",
        "madvise(MADV_DONTNEED) on private anonymous memory MUST return 0 and leave zeros.",
        "The promise behind PVMC-DEV-040.", "madvise(2)");

    /// <summary>PVMC-HOST-002.</summary>
    public static readonly Requirement DontNeedShared = Kernel(2, "DONTNEED, shared memory: kept",
        "madvise(MADV_DONTNEED) on a MAP_SHARED memfd MUST return 0 and keep the content.",
        "Success is not effect: the object still holds the page.", "madvise(2)");

    /// <summary>PVMC-HOST-003.</summary>
    public static readonly Requirement FreePrivate = Kernel(3, "FREE, private anonymous: lazy",
        "madvise(MADV_FREE) on private anonymous memory MUST return 0; each page keeps its content until the "
        + "kernel reclaims it, and then reads as zeros; a write in between keeps it.",
        "The promise behind PVMC-DEV-042.", "madvise(2)");

    /// <summary>PVMC-HOST-004.</summary>
    public static readonly Requirement FreeShared = Kernel(4, "FREE, shared memory: EINVAL",
        "madvise(MADV_FREE) on a MAP_SHARED memfd MUST fail with EINVAL and have no effect.",
        "FREE exists for private anonymous memory only.", "madvise(2)");

    /// <summary>PVMC-HOST-005.</summary>
    public static readonly Requirement ProtectSetsRange = Kernel(5, "mprotect sets exactly the range",
        "mprotect MUST return 0 and set the protection of every page of the range and of no other, on either "
        + "backing.",
        "The promise behind PVMC-DEV-043 and 045; each change may split or merge VMAs.", "mprotect(2)");

    /// <summary>PVMC-HOST-006.</summary>
    public static readonly Requirement Alignment = Kernel(6, "alignment: EINVAL or rounded up",
        "madvise and mprotect MUST fail with EINVAL without effect when the address is not page aligned, and "
        + "round the length up to whole pages; length 0 MUST return 0 and do nothing.",
        "The rounding is why a device must refuse unaligned discards itself (PVMC-DEV-021).",
        "madvise(2), mprotect(2)");

    /// <summary>PVMC-HOST-007.</summary>
    public static readonly Requirement UntouchedKept = Kernel(7, "bytes outside the range are kept",
        "No byte outside the rounded range MUST change its content.",
        "Without it nothing could be said about any device.", "madvise(2), mprotect(2)");
}
