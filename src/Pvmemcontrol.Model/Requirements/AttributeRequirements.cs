// SPDX-License-Identifier: Apache-2.0

using static Pvmemcontrol.Model.Requirements.Requirement;
using static Pvmemcontrol.Model.Requirements.RequirementBasis;

namespace Pvmemcontrol.Model.Requirements;

/// <summary>PVMC-DEV-060 to 079: locking, dumping and merging.</summary>
public static class AttributeRequirements
{
    /// <summary>PVMC-DEV-060.</summary>
    public static readonly Requirement LockMeansLocked = Must(60, Patch, "MLOCK success means locked",
        "When MLOCK succeeded, every page of the range MUST be resident, and locked in the VMM's memory until a "
        + "MUNLOCK that touches it. (hugetlb memory is not swapped: there, being resident is all.)",
        "A guest locks what must not reach a swap device.",
        "uapi:64; mlock2(2)");

    /// <summary>PVMC-DEV-061.</summary>
    public static readonly Requirement UnlockMeansUnlocked = Must(61, Patch, "MUNLOCK success means unlocked",
        "When MUNLOCK succeeded, it MUST NOT leave any page of the range locked by an earlier MLOCK.",
        "Locked memory is a bounded resource, and locked pages refuse discards.",
        "uapi:65; munlock(2)");

    /// <summary>PVMC-DEV-062.</summary>
    public static readonly Requirement DontDumpMeansNoDump = Must(62, Patch, "DONTDUMP success means no dump",
        "When DONTDUMP succeeded, every page of the range MUST be left out of the VMM's core dumps.",
        "A guest asks for it where its secrets are.",
        "uapi:59; madvise(2)");

    /// <summary>PVMC-DEV-063.</summary>
    public static readonly Requirement UnmergeableMeansUnshared = Must(63, Patch,
        "UNMERGEABLE success means no merging",
        "When UNMERGEABLE succeeded, it MUST NOT leave any page of the range open to merging, until a MERGEABLE "
        + "that touches it. MERGEABLE itself MAY do nothing.",
        "Merged pages are a side channel between guests.",
        "uapi:73-74; madvise(2)");

    /// <summary>PVMC-DEV-064.</summary>
    public static readonly Requirement RemoveZeroes = Must(64, Patch, "REMOVE leaves zeros",
        "After a successful REMOVE the range MUST read as zeros.",
        "It frees the backing store: nothing is left to read.",
        "uapi:56; madvise(2)");

    /// <summary>PVMC-DEV-065.</summary>
    public static readonly Requirement OtherAttributesStay = Must(65, Safety, "no other page changes its attributes",
        "Whether a page is locked, dumped or mergeable MUST NOT change but by a request for that whose range "
        + "touches it, by a discard that unlocks, or when the device drops all channels and cleans up.",
        "A page that becomes mergeable or dumped discloses what the guest kept apart; one that becomes locked "
        + "refuses discards and uses up the VMM's limit.",
        "madvise(2), mlock2(2)");

    /// <summary>PVMC-DEV-066.</summary>
    public static readonly Requirement DiscardGivesBack = Should(66, "a discard gives memory back",
        "After a successful DONTNEED of private anonymous memory, or a successful REMOVE, the pages of the range "
        + "SHOULD NOT be resident until the guest or the device touches them; of hugetlb memory the whole huge pages.",
        "It is what the host wants the device for: zeros that still take up memory are of no use.",
        "commit message: control over how the host backs memory; madvise(2)");
}
