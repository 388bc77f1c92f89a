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
        "Whatever a guest asked for, the VMM MUST still be able to map memory of its own: a device refuses what would "
        + "split guest RAM into more mappings than it can spare of those that one process may have.",
        "Neighbouring pages that differ in protection, lock or advice are mappings of their own. At vm.max_map_count "
        + "mmap fails for the whole VMM: no thread starts, malloc fails, most programs then abort.",
        "mmap(2): ENOMEM; measured: 32,750 calls are enough where vm.max_map_count is 65530");

    /// <summary>PVMC-DEV-052.</summary>
    public static readonly Requirement VmmCanLock = Should(52, "the VMM can still lock memory",
        "A guest SHOULD NOT be able to lock all that RLIMIT_MEMLOCK lets the VMM lock: when MLOCK is refused, the VMM "
        + "can still lock a page of its own.",
        "Memory that VFIO pins counts towards the same limit: a guest that has used it up keeps its VMM from plugging "
        + "in a device. No MUST: the kernel does hold the guest to the limit, and whoever set it may have meant all of "
        + "it for the guest.",
        "decided; mlock2(2), setrlimit(2)");

    /// <summary>PVMC-DEV-053.</summary>
    public static readonly Requirement ChannelsAreBounded = Must(53, Safety, "channels are bounded",
        "REGISTER MUST be answered ERROR before the channels of one handshake are more than 1,048,576 and take up "
        + "more than 32 MiB of the VMM's memory; channels that were dropped MUST NOT go on taking up memory.",
        "A guest that registers without end takes the host's memory through the VMM. (A device whose channels cost "
        + "it nothing needs no bound.)",
        "measured: 204 MiB for 4 million channels of a device in the field");

    /// <summary>PVMC-DEV-054.</summary>
    public static readonly Requirement MinimumService = Should(54, "a guest gets a minimum",
        "A device SHOULD take at least 8192 channels, and as many as it says that it takes; and it SHOULD perform "
        + "what it offers until the guest has split its RAM into at least 1024 mappings.",
        "The driver registers a channel for every CPU that Linux may ever see, and its probe fails if one is "
        + "refused. Bounds that refuse nearly everything would be safe, and useless.",
        "pvmemcontrol.c:278-292; CONFIG_NR_CPUS is at most 8192 on x86-64");

    /// <summary>True for the requirements of this class.</summary>
    public static bool IsAboutBounds(Requirement requirement) => requirement == VmmCanMap || requirement == VmmCanLock
        || requirement == ChannelsAreBounded || requirement == MinimumService;
}
