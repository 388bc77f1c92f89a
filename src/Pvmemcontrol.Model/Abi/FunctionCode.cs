// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Abi;

/// <summary>
/// What a request asks the VMM to do with host memory. All 64 bits count.
/// Source: patch v4, include/uapi/linux/pvmemcontrol.h:52-74.
/// </summary>
public enum FunctionCode : ulong
{
    /// <summary>Host page size and protocol version (uapi:52).</summary>
    Info = 0,

    /// <summary>madvise(MADV_DONTNEED) (uapi:55).</summary>
    DontNeed = 1,

    /// <summary>madvise(MADV_REMOVE) (uapi:56).</summary>
    Remove = 2,

    /// <summary>madvise(MADV_FREE) (uapi:57).</summary>
    Free = 3,

    /// <summary>madvise(MADV_PAGEOUT) (uapi:58).</summary>
    PageOut = 4,

    /// <summary>madvise(MADV_DONTDUMP) (uapi:59).</summary>
    DontDump = 5,

    /// <summary>prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME) (uapi:62).</summary>
    SetVmaAnonName = 6,

    /// <summary>mlock2 with flags 0 (uapi:64).</summary>
    MLock = 7,

    /// <summary>munlock (uapi:65).</summary>
    MUnlock = 8,

    /// <summary>mprotect(PROT_NONE) (uapi:67).</summary>
    MProtectNone = 9,

    /// <summary>mprotect(PROT_READ) (uapi:68).</summary>
    MProtectR = 10,

    /// <summary>mprotect(PROT_WRITE) (uapi:69).</summary>
    MProtectW = 11,

    /// <summary>mprotect(PROT_READ | PROT_WRITE) (uapi:71).</summary>
    MProtectRW = 12,

    /// <summary>madvise(MADV_MERGEABLE) (uapi:73).</summary>
    Mergeable = 13,

    /// <summary>madvise(MADV_UNMERGEABLE) (uapi:74).</summary>
    Unmergeable = 14,
}
