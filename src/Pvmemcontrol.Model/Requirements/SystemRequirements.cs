// SPDX-License-Identifier: Apache-2.0

using static Pvmemcontrol.Model.Requirements.RequirementArea;
using static Pvmemcontrol.Model.Requirements.RequirementBasis;
using static Pvmemcontrol.Model.Requirements.RequirementCheck;
using static Pvmemcontrol.Model.Requirements.RequirementLevel;

namespace Pvmemcontrol.Model.Requirements;

/// <summary>PVMC-SYS: what driver, device, VMM and hot-plug must hold together.</summary>
public static class SystemRequirements
{
    /// <summary>PVMC-SYS-001.</summary>
    public static readonly Requirement FreedMemoryIsLeftAlone = Make(1, Safety,
        "the device does not touch freed buffers",
        "The device MUST NOT read or write a buffer after the driver has freed its memory.",
        "The memory has another owner: a late reply is 32 bytes of corruption in somebody else's data.",
        "pvmemcontrol.c:430-435; PVMC-DEV-002, PVMC-DEV-049");

    /// <summary>PVMC-SYS-002.</summary>
    public static readonly Requirement DroppedBufferIsLeftAlone = Make(2, Safety,
        "the device does not touch dropped buffers",
        "After a register write that drops channels has returned, or after the device was removed, the device MUST NOT "
        + "touch the buffers of those channels, no matter which vCPU wrote and what was in flight.",
        "A driver reuses the buffers once the channels are dropped; so does a kernel that resets a device which "
        + "another kernel left behind.",
        "pvmemcontrol.c:269-276, 312-320; PVMC-DEV-049");

    /// <summary>PVMC-SYS-003.</summary>
    public static readonly Requirement ReplyWhereAsked = Make(3, Patch,
        "a reply goes where its request came from",
        "With requests in flight on several channels, each reply MUST be stored in the buffer of its own request.",
        "The buffer is all that distinguishes the callers.",
        "pvmemcontrol.c:140-142; commit message: one buffer per CPU, a unique command for each");

    /// <summary>PVMC-SYS-004.</summary>
    public static readonly Requirement PerformedOnce = Make(4, Safety,
        "a request is performed once",
        "A request MUST be performed at most once, even if the machine is saved and restored while it is in flight.",
        "Between the two the guest may have stored new data into the range: the second DONTNEED discards it.",
        "pvmemcontrol.c:141; decided for save and restore");

    /// <summary>PVMC-SYS-005.</summary>
    public static readonly Requirement UnpluggedMemoryIsLeftAlone = Make(5, Safety,
        "unplugged memory is not touched",
        "A request MUST NOT act on memory that was unplugged from the guest before it acts, even if the range was "
        + "guest RAM when the request was fetched.",
        "Whatever is mapped there by then belongs to the VMM.",
        "decided; the ranges of guest RAM change while it runs");

    /// <summary>PVMC-SYS-006.</summary>
    public static readonly Requirement DeviceSurvivesSelfTarget = Make(6, Safety,
        "a request over its own buffer does no harm",
        "A request whose range contains the buffer of its own channel MUST be refused, or its reply MUST still be "
        + "delivered; the VMM MUST survive.",
        "The range comes from user space of the guest: any process that may open the node could kill the VMM.",
        "PVMC-DEV-046; uapi:67-71");

    /// <summary>PVMC-SYS-007.</summary>
    public static readonly Requirement EveryCallReturns = Make(7, Safety,
        "every call returns",
        "Provided that register accesses return and that every runnable task eventually runs, every open, ioctl, "
        + "close, probe and remove MUST return: no deadlock.",
        "A deadlock in remove hangs hot-plug for the whole bus, one in open every node of the class.",
        "pvmemcontrol.c:354, 391, 421, 440 (locks and misc_deregister)");

    private static Requirement Make(int number, RequirementBasis basis, string title, string statement,
        string rationale, string source) =>
        Requirement.Make(Sys, number, Must, basis, title, statement, rationale, source, Worlds);
}
