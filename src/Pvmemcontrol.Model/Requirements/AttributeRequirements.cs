// SPDX-License-Identifier: Apache-2.0

using static Pvmemcontrol.Model.Requirements.Requirement;
using static Pvmemcontrol.Model.Requirements.RequirementBasis;

namespace Pvmemcontrol.Model.Requirements;

/// <summary>PVMC-DEV-060 to 079: locking, dumping, merging, and what others map.</summary>
public static class AttributeRequirements
{
    /// <summary>PVMC-DEV-060.</summary>
    public static readonly Requirement LockMeansLocked = Must(60, Patch, "MLOCK success means locked",
        "After MLOCK has succeeded, every page of the range MUST be resident, and locked in the VMM's memory until an "
        + "MUNLOCK that touches it. (hugetlb memory is not swapped; there, resident is enough.)",
        "A guest locks memory that must not reach a swap device.",
        "uapi:64; mlock2(2)");

    /// <summary>PVMC-DEV-061.</summary>
    public static readonly Requirement UnlockMeansUnlocked = Must(61, Patch, "MUNLOCK success means unlocked",
        "When MUNLOCK succeeds, it MUST NOT leave any page of the range locked by an earlier MLOCK.",
        "Locked memory is a bounded resource, and locked pages refuse discards.",
        "uapi:65; munlock(2)");

    /// <summary>PVMC-DEV-062.</summary>
    public static readonly Requirement DontDumpMeansNoDump = Must(62, Patch, "DONTDUMP success means no dump",
        "After DONTDUMP has succeeded, every page of the range MUST be left out of the VMM's core dumps.",
        "A guest asks for this for memory that holds secrets.",
        "uapi:59; madvise(2)");

    /// <summary>PVMC-DEV-063.</summary>
    public static readonly Requirement UnmergeableMeansUnshared = Must(63, Patch,
        "UNMERGEABLE success means no merging",
        "When UNMERGEABLE succeeds, it MUST NOT leave any page of the range open to merging, until a MERGEABLE that "
        + "touches it. MERGEABLE itself MAY do nothing.",
        "Merged pages are a side channel between guests.",
        "uapi:73-74; madvise(2)");

    /// <summary>PVMC-DEV-064.</summary>
    public static readonly Requirement RemoveZeroes = Must(64, Patch, "REMOVE leaves zeros",
        "After a successful REMOVE the range MUST read as zeros.",
        "REMOVE frees the backing store; no content is left to read.",
        "uapi:56; madvise(2)");

    /// <summary>PVMC-DEV-065.</summary>
    public static readonly Requirement OtherAttributesStay = Must(65, Safety, "no other page changes its attributes",
        "Once the device is created, whether a page is locked, dumped or mergeable MUST NOT change except by a "
        + "request for that whose range touches it, by a discard that unlocks, or when the device drops all channels "
        + "and cleans up.",
        "A page that becomes mergeable or dumped discloses data that the guest meant to protect. A page that becomes "
        + "locked refuses discards and counts towards the VMM's limit.",
        "madvise(2), mlock2(2)");

    /// <summary>PVMC-DEV-066.</summary>
    public static readonly Requirement DiscardGivesBack = Should(66, "a discard gives memory back",
        "After a successful DONTNEED of private anonymous memory, or a successful REMOVE, the pages of the range "
        + "SHOULD NOT be resident until the guest or the device touches them; of hugetlb memory the whole huge pages.",
        "This is what the host offers the device for: zeros that still occupy memory are of no use.",
        "commit message: control over how the host backs memory; madvise(2)");

    /// <summary>PVMC-DEV-067.</summary>
    public static readonly Requirement NothingBecomesExecutable = Must(67, Safety, "no page becomes executable",
        "A request MUST NOT make a page of guest RAM executable in the VMM: no function of this device gives "
        + "PROT_EXEC, and none needs it. (A VMM may have mapped guest RAM executable before it created the device.)",
        "The guest controls the contents of its RAM. If the VMM can execute them, a stray jump in the VMM runs the "
        + "guest's code on the host.",
        "uapi:67-71 (none, read, write, read and write); mprotect(2)");

    /// <summary>PVMC-DEV-068.</summary>
    public static readonly Requirement OthersSeeTheSame = Must(68, Safety, "what others map is not changed",
        "If guest RAM is a private file mapping, a request MUST NOT change the file. If it is shared memory, a request "
        + "MUST NOT replace it with other memory: other processes that map it continue to see the guest's stores.",
        "Several VMs often start from one image: a hole punched into the file empties the memory of all of them. A "
        + "vhost process shares the guest's memory, and would keep using memory that the guest no longer uses.",
        "mmap(2): MAP_PRIVATE; reported: a REMOVE that punched a hole into an image");
}
