// SPDX-License-Identifier: Apache-2.0

using static Pvmemcontrol.Model.Requirements.Requirement;
using static Pvmemcontrol.Model.Requirements.RequirementBasis;

namespace Pvmemcontrol.Model.Requirements;

/// <summary>PVMC-DEV-051 to 059: what one guest may use up, and what it gets at least.</summary>
public static class BoundRequirements
{
    /// <summary>Channels that a device should take at least: the most CPUs that Linux is built for.</summary>
    public const int LeastChannels = 8192;

    /// <summary>Mappings that a guest should be let split its RAM into at least.</summary>
    public const int LeastMappings = 1024;

    /// <summary>So many channels of one handshake, and more memory for them than that, is without bound.</summary>
    public const int MostChannels = 1 << 20;

    /// <summary>Bytes.</summary>
    public const long MostChannelMemory = 32 << 20;

    /// <summary>PVMC-DEV-051.</summary>
    public static readonly Requirement VmmCanMap = Must(51, Safety, "the VMM can still map memory",
        "Whatever a guest requests, the VMM MUST still be able to map memory of its own: a device refuses requests "
        + "that would split guest RAM into more mappings than it can spare out of those that one process may have.",
        "Neighbouring pages that differ in protection, lock or advice are separate mappings. At vm.max_map_count mmap "
        + "fails for the whole VMM: no thread starts, malloc fails, and most programs then abort.",
        "mmap(2): ENOMEM; measured: 32,750 calls are enough where vm.max_map_count is 65530");

    /// <summary>PVMC-DEV-052.</summary>
    public static readonly Requirement VmmCanLock = Should(52, "the VMM can still lock memory",
        "A guest SHOULD NOT be able to use up the VMM's RLIMIT_MEMLOCK: when MLOCK is refused, the VMM can still lock "
        + "a page of its own.",
        "Memory that VFIO pins counts towards the same limit: a guest that has used it up prevents its VMM from adding "
        + "a device. This is not a MUST: the kernel enforces the limit, and the administrator may have meant all of it "
        + "for the guest.",
        "decided; mlock2(2), setrlimit(2)");

    /// <summary>PVMC-DEV-053.</summary>
    public static readonly Requirement ChannelsAreBounded = Must(53, Safety, "channels are bounded",
        "REGISTER MUST be answered ERROR before the channels of one handshake are more than 1,048,576 and take up more "
        + "than 32 MiB of the VMM's memory; dropped channels MUST NOT continue to take up memory.",
        "A guest that registers without end uses up the host's memory through the VMM. (A device whose channels take "
        + "no memory needs no bound.)",
        "measured: 204 MiB for 4 million channels of a device in the field");

    /// <summary>PVMC-DEV-054.</summary>
    public static readonly Requirement MinimumService = Should(54, "a guest gets a minimum",
        "A device SHOULD support at least 8192 channels, and as many as it reports; and it SHOULD perform the "
        + "functions it offers until the guest has split its RAM into at least 1024 mappings.",
        "The driver registers a channel for every possible CPU, and its probe fails if one is refused. Bounds that "
        + "refuse nearly everything would be safe but useless.",
        "pvmemcontrol.c:278-292; CONFIG_NR_CPUS is at most 8192 on x86-64");

    /// <summary>PVMC-DEV-055.</summary>
    public static readonly Requirement CallsLeaveNothing = Must(55, Safety, "calls leave nothing behind",
        "What a guest can ask for repeatedly (each function, performed or refused, a refused REGISTER, a handshake) "
        + "and what the VMM repeats for it (VM reset, save, restore) MUST NOT use up descriptors, mappings or memory "
        + "of the VMM with every repetition. (A cache or a log with a bound may fill.)",
        "A guest makes a million requests in seconds: whatever each leaves behind adds up until the VMM runs out of "
        + "it. What is forgotten is usually on a path that no test takes often, such as a refusal.",
        "decided; PVMC-DEV-053 for channels, PVMC-VMM-023 for devices; reported: devices in the field left a "
        + "descriptor open for every REGISTER that it refused");

    /// <summary>PVMC-DEV-056.</summary>
    public static readonly Requirement LocksAreBalanced = Should(56, "unlocked memory can be locked again",
        "When a guest has unlocked all that it locked, a device that performs MLOCK SHOULD perform it again for as "
        + "many pages as before: a page that is locked twice counts once, one MUNLOCK unlocks it, and MUNLOCK of a "
        + "page that is not locked takes nothing away.",
        "A device that adds and subtracts at every request refuses all locks at last, though nothing is locked; or it "
        + "lets the guest lock more than its bound (PVMC-DEV-052). This is not a MUST: a VMM may refuse any lock.",
        "mlock2(2): locks do not stack; PVMC-DEV-054 for channels");

    /// <summary>True for the requirements of this class.</summary>
    public static bool IsAboutBounds(Requirement requirement) => requirement == VmmCanMap || requirement == VmmCanLock
        || requirement == ChannelsAreBounded || requirement == MinimumService || requirement == CallsLeaveNothing
        || requirement == LocksAreBalanced;
}
