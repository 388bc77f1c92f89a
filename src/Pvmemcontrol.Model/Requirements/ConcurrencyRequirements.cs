// SPDX-License-Identifier: Apache-2.0

using static Pvmemcontrol.Model.Requirements.Requirement;
using static Pvmemcontrol.Model.Requirements.RequirementBasis;

namespace Pvmemcontrol.Model.Requirements;

/// <summary>PVMC-DEV-070 to 079: several vCPUs at once.</summary>
public static class ConcurrencyRequirements
{
    /// <summary>PVMC-DEV-070.</summary>
    public static readonly Requirement RequestIsReadOnce = Must(70, Safety, "a request is read once",
        "A device MUST NOT read any byte of a request twice: what it checks and what it performs is one copy. (A guest "
        + "that writes to the buffer meanwhile may see some of the old bytes performed with some of the new ones.)",
        "Another vCPU can change the range after it was checked, and what is then performed on host memory was "
        + "checked by nobody.",
        "uapi:35-40 (request and reply are one buffer in shared memory)");

    /// <summary>PVMC-DEV-071.</summary>
    public static readonly Requirement ChannelsAreParallel = Should(71, "channels do not wait for each other",
        "A request SHOULD NOT wait for a request on another channel.",
        "MLOCK of gigabytes takes seconds, and a vCPU that waits for a register write runs nothing else.",
        "decided; the driver has a buffer for each CPU so that they need no lock",
        RequirementCheck.Tests);

    /// <summary>PVMC-DEV-072.</summary>
    public static readonly Requirement SomeOrderExplains = Must(72, Patch, "accesses at once are as if in some order",
        "Register accesses that several vCPUs make at once MUST have the effects and the replies that they have one "
        + "after the other in some order, in which none comes before one that had returned when it began. (For "
        + "requests at once over the same pages, in some order for each page. Of a channel whose command is written "
        + "again before the first write returned this says nothing: the guest broke PVMC-DRV-009. What holds all the "
        + "same is PVMC-DEV-020, PVMC-DEV-021 and PVMC-DEV-048.)",
        "A vCPU knows its own request only: with the reply to another's, or an effect that nobody asked for, it cannot "
        + "reckon. Tables and scratch memory that are not guarded give both.",
        "pvmemcontrol.c:137-144 (a buffer for each CPU, and a read lock: all of them write commands at once)");
}
