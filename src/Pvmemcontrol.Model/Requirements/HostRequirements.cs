// SPDX-License-Identifier: Apache-2.0

using static Pvmemcontrol.Model.Requirements.Requirement;

namespace Pvmemcontrol.Model.Requirements;

/// <summary>PVMC-HOST: what Linux does for the bare calls, checked without any device.</summary>
public static class HostRequirements
{
    /// <summary>True for what only hugetlb memory can show.</summary>
    public static bool IsAboutHugePages(Requirement requirement) => requirement == HugeDontNeed
        || requirement == HugeRemove || requirement == HugeNeverFreed || requirement == HugeIsCutWhole
        || requirement == HugeLock;

    /// <summary>PVMC-HOST-001.</summary>
    public static readonly Requirement DontNeedPrivate = Kernel(1, "DONTNEED, private anonymous: zeros",
        "madvise(MADV_DONTNEED) on private anonymous memory MUST return 0 and leave zeros.",
        "The basis of PVMC-DEV-040.", "madvise(2)");

    /// <summary>PVMC-HOST-002.</summary>
    public static readonly Requirement DontNeedShared = Kernel(2, "DONTNEED, shared memory: kept",
        "madvise(MADV_DONTNEED) on a MAP_SHARED memfd MUST return 0 and keep the content.",
        "Success is not effect: the object still holds the page.", "madvise(2)");

    /// <summary>PVMC-HOST-003.</summary>
    public static readonly Requirement FreePrivate = Kernel(3, "FREE, private anonymous: lazy",
        "madvise(MADV_FREE) on private anonymous memory MUST return 0; each page keeps its content until the "
        + "kernel reclaims it, and then reads as zeros; a write in between keeps it.",
        "The basis of PVMC-DEV-042.", "madvise(2)");

    /// <summary>PVMC-HOST-004.</summary>
    public static readonly Requirement FreeNotAnonymous = Kernel(4, "FREE, anything but private anonymous: EINVAL",
        "madvise(MADV_FREE) on a memfd, MAP_SHARED or MAP_PRIVATE, MUST fail with EINVAL and have no effect.",
        "FREE exists for private anonymous memory only.", "madvise(2)");

    /// <summary>PVMC-HOST-005.</summary>
    public static readonly Requirement ProtectSetsRange = Kernel(5, "mprotect sets exactly the range",
        "mprotect MUST return 0 and set the protection of every page of the range and of no other, on either "
        + "backing.",
        "The basis of PVMC-DEV-043 and 045; each change may split or merge VMAs.", "mprotect(2)");

    /// <summary>PVMC-HOST-006.</summary>
    public static readonly Requirement Alignment = Kernel(6, "alignment: EINVAL or rounded up",
        "madvise and mprotect MUST fail with EINVAL without effect when the address is not page aligned, and "
        + "round the length up to whole pages; length 0 MUST return 0 and do nothing.",
        "The rounding is why a device must refuse unaligned discards itself (PVMC-DEV-021).",
        "madvise(2), mprotect(2)");

    /// <summary>PVMC-HOST-007.</summary>
    public static readonly Requirement UntouchedKept = Kernel(7, "bytes outside the range are kept",
        "No byte outside the rounded range MUST change its content.",
        "Without this, no device could be judged.", "madvise(2), mprotect(2)");

    /// <summary>PVMC-HOST-008.</summary>
    public static readonly Requirement RemovePrivate = Kernel(8, "REMOVE, private anonymous: EINVAL",
        "madvise(MADV_REMOVE) on private anonymous memory MUST fail with EINVAL and have no effect.",
        "There is no object from which to remove pages.", "madvise(2)");

    /// <summary>PVMC-HOST-009.</summary>
    public static readonly Requirement RemoveShared = Kernel(9, "REMOVE, shared memory: zeros",
        "madvise(MADV_REMOVE) on a MAP_SHARED memfd MUST return 0 and leave zeros. (Up to about Linux 6.6 it fails "
        + "with EACCES at the first page that is mapped without write permission.)",
        "It punches a hole into the object, which every mapping sees.", "madvise(2)");

    /// <summary>PVMC-HOST-010.</summary>
    public static readonly Requirement PageOutKeeps = Kernel(10, "PAGEOUT: kept",
        "madvise(MADV_PAGEOUT) MUST return 0 and keep the content.",
        "It moves pages, it does not drop them.", "madvise(2)");

    /// <summary>PVMC-HOST-011.</summary>
    public static readonly Requirement DontDumpFlags = Kernel(11, "DONTDUMP sets dd on exactly the range",
        "madvise(MADV_DONTDUMP) MUST return 0 and set VM_DONTDUMP on every page of the range.",
        "The basis of PVMC-DEV-062.", "madvise(2)");

    /// <summary>PVMC-HOST-012.</summary>
    public static readonly Requirement LockFlags = Kernel(12, "MLOCK and MUNLOCK set and clear lo, rounded outwards",
        "mlock2 and munlock MUST return 0 and set or clear VM_LOCKED on every page with a byte of the range: an "
        + "unaligned address is rounded down, not refused.",
        "The basis of PVMC-DEV-060 and 061.", "mlock2(2)");

    /// <summary>PVMC-HOST-013.</summary>
    public static readonly Requirement LockOfInaccessible = Kernel(13,
        "MLOCK of inaccessible pages: ENOMEM, and locked",
        "mlock2 of a range with a PROT_NONE page MUST fail with ENOMEM; VM_LOCKED is set on the whole range "
        + "nevertheless.",
        "Errors are not atomic.", "mlock2(2)");

    /// <summary>PVMC-HOST-014.</summary>
    public static readonly Requirement LockedRefusesDiscard = Kernel(14, "a locked page: discards fail half way",
        "madvise with MADV_DONTNEED, MADV_REMOVE, MADV_FREE or MADV_PAGEOUT MUST fail with EINVAL at the first locked "
        + "page; the pages before it have been processed.",
        "Errors are not atomic.", "madvise(2)");

    /// <summary>PVMC-HOST-015.</summary>
    public static readonly Requirement MergeFlags = Kernel(15, "MERGEABLE sets mg on private memory only",
        "madvise(MADV_MERGEABLE) MUST return 0 and set VM_MERGEABLE on private memory, and on a MAP_SHARED memfd or "
        + "on hugetlb memory return 0 and do nothing; MADV_UNMERGEABLE MUST return 0 and clear it. Both MUST fail "
        + "with EINVAL on a kernel built without KSM.",
        "Success is not effect.", "madvise(2)");

    /// <summary>PVMC-HOST-016.</summary>
    public static readonly Requirement NamesAreNames = Kernel(16, "naming changes nothing else",
        "prctl(PR_SET_VMA_ANON_NAME) MUST return 0 for private anonymous memory, 0 or EBADF for a memfd, EBADF for "
        + "hugetlb memory, and EINVAL on a kernel built without it; it MUST NOT change content, protection or "
        + "attributes.",
        "The name is for readers of /proc/PID/maps.", "prctl(2)");

    /// <summary>PVMC-HOST-017.</summary>
    public static readonly Requirement AttributesStay = Kernel(17, "attributes outside the range are kept",
        "No page outside the rounded range MUST change whether it is locked, dumped or mergeable.",
        "Without this, PVMC-DEV-065 could not be judged.", "madvise(2), mlock2(2)");

    /// <summary>PVMC-HOST-018.</summary>
    public static readonly Requirement DontNeedFile = Kernel(18, "DONTNEED, private file: the file's content",
        "madvise(MADV_DONTNEED) on a file mapped MAP_PRIVATE MUST return 0, and the pages MUST read as the file "
        + "again.",
        "DONTNEED drops the private copy, and the file shows again.", "madvise(2)");

    /// <summary>PVMC-HOST-019.</summary>
    public static readonly Requirement RemoveFile = Kernel(19, "REMOVE, private file: EACCES",
        "madvise(MADV_REMOVE) on a file mapped MAP_PRIVATE MUST fail with EACCES (EINVAL where the first page is "
        + "locked) and have no effect.",
        "Other processes use the file too.", "madvise(2)");

    /// <summary>PVMC-HOST-020.</summary>
    public static readonly Requirement HugeDontNeed = Kernel(20, "DONTNEED, hugetlb: whole huge pages, rounded inwards",
        "madvise(MADV_DONTNEED) on hugetlb memory MUST fail with EINVAL when the address is not a multiple of the "
        + "huge page, and otherwise return 0, round the end down to whole huge pages, and leave zeros in them where "
        + "the mapping is private and the content where it is shared.",
        "Success is not effect: 4 KiB at the start of a huge page give 0, and nothing happens.", "mm/madvise.c");

    /// <summary>PVMC-HOST-021.</summary>
    public static readonly Requirement HugeRemove = Kernel(21, "REMOVE, hugetlb: zeros if shared, EACCES if private",
        "madvise(MADV_REMOVE) on a MAP_SHARED memfd of huge pages MUST return 0 and leave zeros in exactly the range, "
        + "even if that is part of a huge page; on private hugetlb memory it MUST fail with EACCES and have no effect.",
        "Whole huge pages go back to the pool; of other huge pages the part in the range is zeroed.",
        "mm/madvise.c; fs/hugetlbfs");

    /// <summary>PVMC-HOST-022.</summary>
    public static readonly Requirement HugeNeverFreed = Kernel(22, "FREE and PAGEOUT, hugetlb: EINVAL",
        "madvise with MADV_FREE or MADV_PAGEOUT on hugetlb memory MUST fail with EINVAL and have no effect.",
        "Huge pages are not reclaimed.", "mm/madvise.c");

    /// <summary>PVMC-HOST-023.</summary>
    public static readonly Requirement HugeIsCutWhole = Kernel(23, "hugetlb mappings are split between huge pages",
        "mprotect and madvise(MADV_DONTDUMP) on hugetlb memory MUST return 0 and set exactly the range if that does "
        + "not split a huge page, and otherwise fail with EINVAL; huge pages before the one that cannot be split may "
        + "have changed.",
        "A range that begins or ends inside a huge page succeeds only if nothing changes there.", "mm/hugetlb.c");

    /// <summary>PVMC-HOST-024.</summary>
    public static readonly Requirement HugeLock = Kernel(24, "MLOCK and MUNLOCK, hugetlb: no lo",
        "mlock2 on hugetlb memory MUST make the whole range resident and return 0, or ENOMEM where a page is "
        + "PROT_NONE; neither it nor munlock, which MUST return 0, sets or clears VM_LOCKED.",
        "Huge pages are never taken away: locked or not, later discards work.", "mm/mlock.c");

    /// <summary>PVMC-HOST-025.</summary>
    public static readonly Requirement LockLimit = Kernel(25, "MLOCK beyond RLIMIT_MEMLOCK: ENOMEM",
        "mlock2 without CAP_IPC_LOCK MUST fail with ENOMEM, and lock nothing, if the process would have more than "
        + "RLIMIT_MEMLOCK locked, counting pages that are already locked once; with EPERM when the limit is 0.",
        "The VMM and its guests share one limit.", "mlock2(2), getrlimit(2)");
}
