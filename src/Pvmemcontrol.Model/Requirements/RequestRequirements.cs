// SPDX-License-Identifier: Apache-2.0

using static Pvmemcontrol.Model.Requirements.Requirement;
using static Pvmemcontrol.Model.Requirements.RequirementBasis;

namespace Pvmemcontrol.Model.Requirements;

/// <summary>PVMC-DEV-020 to 039: requests and replies.</summary>
public static class RequestRequirements
{
    /// <summary>PVMC-DEV-020.</summary>
    public static readonly Requirement EveryRequestIsAnswered = Must(20, Patch,
        "every request is answered, synchronously",
        "When the write of a live channel's command returns in Ready, the reply MUST be in its buffer.",
        "Request and reply share the buffer and nothing else signals completion: an unanswered INFO reads back "
        + "as success with page size 0, an unanswered DONTNEED as EPERM.",
        "pvmemcontrol.c:140-142");

    /// <summary>PVMC-DEV-021.</summary>
    public static readonly Requirement NothingElseIsWritten = Must(21, Safety, "no other byte changes",
        "A device MUST NOT change any byte of guest RAM other than the buffer of the channel it answers and the bytes "
        + "[address, address+length) of a discard.",
        "Linux rounds a discard's length up to whole pages: passing on an unaligned length destroys other data of the "
        + "guest.",
        "madvise(2); pvmemcontrol.c:55-56 (address and length are page aligned)");

    /// <summary>PVMC-DEV-022.</summary>
    public static readonly Requirement InfoIsTrue = Must(22, Patch, "INFO answers",
        "INFO MUST succeed, and ret_value MUST be a power of two of at least 4096: a page size in bytes.",
        "The driver caches the answer for every user; it is the granularity of all other requests.",
        "uapi:47-52; pvmemcontrol.c:172-197");

    /// <summary>PVMC-DEV-023.</summary>
    public static readonly Requirement InfoIsConstant = Must(23, Decided, "INFO is constant",
        "INFO MUST give the same answer every time, whatever the request's other fields hold.",
        "The driver asks once.",
        "pvmemcontrol.c:172-183");

    /// <summary>PVMC-DEV-024.</summary>
    public static readonly Requirement UnknownFunctionIsRefused = Must(24, Decided,
        "an unknown function code is refused",
        "All 64 bits of the function code count; a code above 14 MUST be refused with an error. (That it has no "
        + "effect is PVMC-DEV-021 and PVMC-DEV-045.)",
        "A device that checks only the low half performs DONTNEED for a code to which a later version gives another "
        + "meaning.",
        "pvmemcontrol.c:54 (__le64 func_code), uapi:52-74");

    /// <summary>PVMC-DEV-025.</summary>
    public static readonly Requirement UnknownFunctionIsUnsupported = Should(25, "the refusal is EOPNOTSUPP",
        "An unknown function code SHOULD be refused with EOPNOTSUPP.",
        "A guest probes for functions; any other errno looks like a bad argument.",
        "decided");

    /// <summary>PVMC-DEV-026.</summary>
    public static readonly Requirement BadRangeIsRefused = Must(26, Safety, "a range outside guest RAM is refused",
        "A request, other than INFO, of which not every byte of [address, address+length) is guest RAM, or that "
        + "wraps, MUST be refused with an error and without effect on memory or mappings.",
        "Memory outside guest RAM belongs to the VMM.",
        "decided; the patch passes ranges through unchecked");

    /// <summary>PVMC-DEV-027.</summary>
    public static readonly Requirement SpanningRangeIsWhole = Must(27, Safety,
        "a range across adjacent regions is handled whole or not",
        "A range over several regions which are adjacent in guest physical addresses MUST be handled completely, or be "
        + "refused; if it is refused with an error other than EAGAIN or ENOMEM, it MUST have had no effect that the "
        + "guest can observe.",
        "Regions that are adjacent in the guest may be apart in the VMM: one call over both then hits the VMM's own "
        + "memory.",
        "decided");

    /// <summary>PVMC-DEV-028.</summary>
    public static readonly Requirement MisalignedDiscardIsRefused = Must(28, Decided, "a misaligned discard is refused",
        "DONTNEED, REMOVE and FREE with an address or a length that is not a multiple of the host's page size (4096 "
        + "bytes on the hosts that this specification was measured on) MUST be refused with an error.",
        "Success would mean either less or more than was asked for; more loses data (PVMC-DEV-021).",
        "madvise(2): the length is rounded up; pvmemcontrol.c:55-56 (aligned to the hypervisor's page)");

    /// <summary>PVMC-DEV-029.</summary>
    public static readonly Requirement MisalignedIsRefused = Should(29, "other misaligned requests are refused",
        "A request other than a discard and INFO with an address or a length that is not a multiple of the host's "
        + "page size SHOULD be refused.",
        "The neighbouring bytes change too: mprotect and mlock round outwards.",
        "mprotect(2), mlock2(2); pvmemcontrol.c:55-56");

    /// <summary>PVMC-DEV-030.</summary>
    public static readonly Requirement EmptyRangeHasNoEffect = Must(30, Decided, "length 0 does nothing",
        "A request of length 0, other than INFO, MUST have no effect and be answered with success, EINVAL, "
        + "EOPNOTSUPP, EAGAIN, ENOMEM, EPERM or EACCES.",
        "Linux answers 0; a device may call it a bad range, or refuse the function before it looks at the range.",
        "madvise(2), mprotect(2)");

    /// <summary>PVMC-DEV-031.</summary>
    public static readonly Requirement ReplyTellsSuccess = Must(31, Patch, "success is 0/0, failure has an errno",
        "A successful reply MUST have ret_errno 0 and ret_code 0. A failed one MUST have a positive Linux error "
        + "number (1 to 4095, asm-generic numbering) in ret_errno.",
        "Users check either field. A failure in ret_code alone has no errno to report, and a negative errno has no "
        + "meaning.",
        "uapi:28-29; pvmemcontrol.c:62-63");

    /// <summary>PVMC-DEV-032.</summary>
    public static readonly Requirement UnusedReplyFieldsAreZero = Should(32, "unused reply fields are zero",
        "Reply fields that carry no result (all three words, except for INFO) SHOULD be zero.",
        "Left-over bytes are either the request, which confuses the guest, or the VMM's stack, which is a disclosure.",
        "pvmemcontrol.c:65-66 (unused)");

    /// <summary>PVMC-DEV-033.</summary>
    public static readonly Requirement ReplyIsTheCalls = Should(33, "the answer is the Linux call's own",
        "If a function is offered, and the range is page aligned, not empty, inside one region and below the device's "
        + "bounds, the errno and the effect SHOULD be exactly those of the call that the function is named after. "
        + "(Only the profile linux requires this.)",
        "A guest that knows Linux can then predict the result from the backing alone.",
        "uapi:55-74; docs/invariants.md, host mapping");

    /// <summary>PVMC-DEV-034.</summary>
    public static readonly Requirement ValidRequestsArePerformed = Must(34, Decided, "valid requests are performed",
        "A function that the device offers MUST be performed for every aligned range inside one region, unless the "
        + "host lacks a resource (EAGAIN, ENOMEM), policy forbids it (EPERM, EACCES), the named call itself fails "
        + "there (with its errno), or PVMC-DEV-046 permits a refusal. A function that is not offered for a kind of "
        + "memory MUST be answered EOPNOTSUPP there every time.",
        "Refusing everything would be safe but useless.",
        "decided");

    /// <summary>PVMC-DEV-035.</summary>
    public static readonly Requirement MajorVersionIsOne = Must(35, Decided, "the major version is 1",
        "INFO MUST give 1 as the major version (arg0). The minor version (arg1) is free.",
        "A guest that finds another major version cannot know what the other functions mean. The patch gives no "
        + "number.",
        "uapi:49-50");

    /// <summary>PVMC-DEV-036.</summary>
    public static readonly Requirement InfoTellsLargestPage = Should(36, "INFO tells the largest page",
        "The page size that INFO gives SHOULD be that of the largest pages behind guest RAM.",
        "For a guest that aligns its ranges to less, discards of huge pages succeed without effect, or fail.",
        "pvmemcontrol.c:172-197; madvise(2) on huge pages");

    /// <summary>PVMC-DEV-037.</summary>
    public static readonly Requirement ArgIsNoAddress = Must(37, Safety, "arg is not an address in the VMM",
        "A device MUST NOT use a request's arg as an address in the VMM's own memory: it neither reads there, nor "
        + "passes it to a call that does. (The symptom is EFAULT for SET_VMA_ANON_NAME of a good range.)",
        "prctl takes a pointer to the name, and arg comes from the guest: the answer tells the guest which addresses "
        + "of the VMM are mapped, and the name discloses what is there.",
        "uapi:61 (arg stands where prctl takes the name); prctl(2)");

    /// <summary>PVMC-DEV-038.</summary>
    public static readonly Requirement FailureHasACode = Should(38, "a failure has a code",
        "A failed reply SHOULD have a ret_code other than 0.",
        "The patch's driver checks ret_code alone: if that is 0, it accepts a failed INFO as an answer.",
        "uapi:28-29; pvmemcontrol.c:178-179");
}
