// SPDX-License-Identifier: Apache-2.0

using static Pvmemcontrol.Model.Requirements.Requirement;
using static Pvmemcontrol.Model.Requirements.RequirementBasis;

namespace Pvmemcontrol.Model.Requirements;

/// <summary>PVMC-DEV-070 to 079: several vCPUs at once.</summary>
public static class ConcurrencyRequirements
{
    /// <summary>PVMC-DEV-070.</summary>
    public static readonly Requirement RequestIsReadOnce = Must(70, Safety, "a request is read once",
        "A device MUST NOT read any byte of a request twice: what it checks and what it performs is one copy. (If the "
        + "guest writes to the buffer meanwhile, a mixture of old and new bytes may be performed.)",
        "Another vCPU can change the range after it was checked; an unchecked range is then applied to host memory.",
        "uapi:35-40 (request and reply are one buffer in shared memory)");

    /// <summary>PVMC-DEV-071.</summary>
    public static readonly Requirement ChannelsAreParallel = Should(71, "channels do not wait for each other",
        "A request SHOULD NOT wait for a request on another channel.",
        "MLOCK of gigabytes takes seconds, and a vCPU that waits for a register write runs nothing else.",
        "decided; the driver has a buffer for each CPU so that they need no lock",
        RequirementCheck.Tests);

    /// <summary>PVMC-DEV-072.</summary>
    public static readonly Requirement SomeOrderExplains = Must(72, Patch, "concurrent accesses are linearizable",
        "Concurrent register accesses of several vCPUs MUST be linearizable: their effects and replies are those of "
        + "some sequential order, in which an access that returned before another began also comes before it. "
        + "(Concurrent requests over the same pages have such an order for each page. If the guest writes a channel's "
        + "command again before the first write has returned, it violates PVMC-DRV-009, and only PVMC-DEV-020, "
        + "PVMC-DEV-021 and PVMC-DEV-048 still hold.)",
        "A vCPU knows only its own request: it cannot cope with the reply to another request, or with an effect that "
        + "no vCPU requested. Unprotected tables and scratch memory cause both.",
        "pvmemcontrol.c:137-144 (a buffer for each CPU, and a read lock: all of them write commands at once)");
}
