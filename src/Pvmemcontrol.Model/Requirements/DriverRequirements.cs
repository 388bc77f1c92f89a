// SPDX-License-Identifier: Apache-2.0

using static Pvmemcontrol.Model.Requirements.RequirementArea;
using static Pvmemcontrol.Model.Requirements.RequirementBasis;
using static Pvmemcontrol.Model.Requirements.RequirementCheck;
using static Pvmemcontrol.Model.Requirements.RequirementLevel;

namespace Pvmemcontrol.Model.Requirements;

/// <summary>PVMC-DRV: the guest driver. 001 to 019 calls and requests, 020 to 039 probe and remove.</summary>
public static class DriverRequirements
{
    /// <summary>PVMC-DRV-001.</summary>
    public static readonly Requirement OpenNeedsCapability = Must(1, Patch, "open needs CAP_SYS_ADMIN",
        "open MUST fail for a task without CAP_SYS_ADMIN.",
        "Whoever holds the file can discard any page of the guest.",
        "pvmemcontrol.c:203-204");

    /// <summary>PVMC-DRV-002.</summary>
    public static readonly Requirement OpenIsNeverExclusive = Must(2, Patch, "no exclusive open",
        "open with O_EXCL MUST fail.",
        "O_EXCL means nothing on this node: whoever asked for it would take it that nobody else has the node open.",
        "pvmemcontrol.c:206-208");

    /// <summary>PVMC-DRV-003.</summary>
    public static readonly Requirement OpenFileIsWhole = Must(3, Patch, "an open file is whole",
        "An open that lacks memory MUST fail; a file that is open MUST have everything that its ioctls use.",
        "Otherwise the first ioctl follows a NULL pointer.",
        "pvmemcontrol.c:210-212");

    /// <summary>PVMC-DRV-004.</summary>
    public static readonly Requirement OtherCommandIsRefused = Must(4, Patch, "another ioctl number is refused",
        "An ioctl with any other number than the driver's MUST fail.",
        "A tool that tries numbers must not discard memory.",
        "pvmemcontrol.c:232-233");

    /// <summary>PVMC-DRV-005.</summary>
    public static readonly Requirement BadPointerIsRefused = Must(5, Patch, "a bad pointer is refused",
        "An ioctl whose argument cannot be read or written MUST fail.",
        "Otherwise what is left in a kernel buffer is performed.",
        "pvmemcontrol.c:235-237, 243-245");

    /// <summary>PVMC-DRV-006.</summary>
    public static readonly Requirement InfoFromCache = Must(6, Patch, "INFO comes from the cache",
        "An INFO of a user MUST be answered with what probe was told, without asking the device.",
        "The answer is the same for everybody, and costs no exit.",
        "pvmemcontrol.c:85-86, 159-163");

    /// <summary>PVMC-DRV-007.</summary>
    public static readonly Requirement ReplyIsOwn = Must(7, Safety, "the reply is the caller's own",
        "An ioctl that returns 0 MUST return the reply to its own request, whoever shares the file.",
        "A caller that is told of another's success believes that its own memory was locked, protected or "
        + "discarded.",
        "pvmemcontrol.c:140-142, 229, 235, 243");

    /// <summary>PVMC-DRV-008.</summary>
    public static readonly Requirement SendsOwnRequest = Must(8, Safety, "the request sent is the caller's own",
        "An ioctl MUST send the request that its caller passed, and no other.",
        "Otherwise a discard is performed twice and another never; the second one hits new data.",
        "pvmemcontrol.c:140, 229, 235");

    /// <summary>PVMC-DRV-009.</summary>
    public static readonly Requirement OneRequestPerChannel = Must(9, Patch, "one request per channel",
        "From the first byte of a request until its reply was read, a channel MUST belong to one task; that task "
        + "MUST NOT be preempted in favour of another that uses the channel, nor migrate. On PREEMPT_RT read_lock "
        + "does not ensure this.",
        "Request and reply share the buffer; the patch has one for each CPU so that nobody waits.",
        "pvmemcontrol.c:137-138, 144");

    /// <summary>PVMC-DRV-010.</summary>
    public static readonly Requirement BufferIsContiguous = Must(10, Safety, "a buffer is physically contiguous",
        "A registered buffer MUST NOT cross into a page that is not physically adjacent.",
        "The device is told one address: it would fetch arguments from, and store replies to, a foreign page.",
        "pvmemcontrol.c:76-80, 328-338 (48 bytes, aligned to 8)");

    /// <summary>PVMC-DRV-011.</summary>
    public static readonly Requirement UnansweredIsAnError = Requirement.Make(Drv, 11, Should, Decided,
        "an unanswered request is an error",
        "An ioctl SHOULD fail when the device left the request unanswered.",
        "The request's own bytes read as a reply: a DONTNEED as EPERM. A device that is gone answers nothing.",
        "pvmemcontrol.c:141-142; PVMC-DEV-020", Worlds);

    /// <summary>PVMC-DRV-020.</summary>
    public static readonly Requirement HandshakeIsWhole = Must(20, Patch, "the handshake is whole",
        "READY MUST be written only when a buffer is registered for every possible CPU, and a channel's command "
        + "only as REGISTER gave it out.",
        "A task may be on any possible CPU, also on one that is plugged in later.",
        "pvmemcontrol.c:278-304");

    /// <summary>PVMC-DRV-021.</summary>
    public static readonly Requirement HandshakeIsUndisturbed = Must(21, Safety, "the handshake is undisturbed",
        "From a register write of the handshake until its answer was read (a buffer's address, REGISTER and the "
        + "channel command are one), any other task MUST NOT access the registers of the device.",
        "Address, command and response share registers: another access makes the driver read what was not meant "
        + "for it.",
        "pvmemcontrol.c:282-294, 354 (under the write lock)");

    /// <summary>PVMC-DRV-022.</summary>
    public static readonly Requirement ProbeReturnsErrno = Must(22, Safety, "a failed probe returns a negative errno",
        "A probe that failed MUST return a negative errno.",
        "The PCI core takes a positive number for success: the device stays bound with everything freed.",
        "pvmemcontrol.c:178-179, 379-381, 413");

    /// <summary>PVMC-DRV-023.</summary>
    public static readonly Requirement FailedProbeGivesBack = Must(23, Safety, "a failed probe gives everything back",
        "A probe that failed MUST free what it allocated, or account for it as quarantined.",
        "Each attempt to bind costs memory until the next boot.",
        "pvmemcontrol.c:387-392");

    /// <summary>PVMC-DRV-024.</summary>
    public static readonly Requirement NothingLeaks = Must(24, Safety, "nothing leaks",
        "After any sequence of probe and remove, all memory MUST be free, in use, or accounted for as quarantined.",
        "A device that is bound and unbound in a loop uses up the guest.",
        "pvmemcontrol.c:362, 383-385");

    /// <summary>PVMC-DRV-025.</summary>
    public static readonly Requirement FailedProbeTellsDevice = Must(25, Safety, "a failed probe tells the device",
        "When probe has failed, the device MUST have no channel registered whose memory is not quarantined.",
        "Otherwise the device holds addresses of memory that nobody owns on its behalf.",
        "pvmemcontrol.c:375-381, 387-392; PVMC-DEV-002");

    /// <summary>PVMC-DRV-026.</summary>
    public static readonly Requirement InfoIsChecked = Must(26, Patch, "INFO is checked",
        "probe MUST succeed only with an answer to INFO that is one: no error, and a page size that is a power of "
        + "two of at least 4096.",
        "An unanswered INFO reads as success with page size 0; every user is told so from then on.",
        "pvmemcontrol.c:178-183; uapi:47-50; PVMC-DEV-022");

    /// <summary>PVMC-DRV-027.</summary>
    public static readonly Requirement SuccessMeansServing = Must(27, Safety, "a successful probe serves",
        "A probe that returns 0 MUST have its device structure and its channels allocated.",
        "The PCI core calls remove for it later, which frees them once more.",
        "pvmemcontrol.c:383-385");

    /// <summary>PVMC-DRV-028.</summary>
    public static readonly Requirement NoRequestBeforeReady = Must(28, Safety, "no request before the channels exist",
        "An ioctl MUST NOT use channels that probe has not allocated yet.",
        "The node is open to users before: the first of them follows a NULL pointer.",
        "pvmemcontrol.c:349, 383");

    /// <summary>PVMC-DRV-029.</summary>
    public static readonly Requirement SecondDeviceIsHarmless = Must(29, Safety, "a second device is harmless",
        "probe of a second device MAY fail; it MUST NOT register what is registered already, nor touch the first "
        + "device.",
        "misc_register of a linked entry makes the list of all misc devices loop on older kernels.",
        "pvmemcontrol.c:349, 355-358");

    /// <summary>PVMC-DRV-030.</summary>
    public static readonly Requirement RemoveWaits = Must(30, Safety, "remove waits for running ioctls",
        "remove MUST NOT free what an ioctl that has begun still uses.",
        "The ioctl reads and writes memory that has another owner.",
        "pvmemcontrol.c:421, 435-439");

    /// <summary>PVMC-DRV-031.</summary>
    public static readonly Requirement OpenFileOutlivesDevice = Must(31, Safety, "an open file outlives its device",
        "An ioctl on a file that was opened before remove MUST fail or use the device that is bound then; it MUST "
        + "NOT use what was freed.",
        "Unbinding does not close files.",
        "pvmemcontrol.c:151-158");

    /// <summary>PVMC-DRV-032.</summary>
    public static readonly Requirement FreedAfterAcknowledgement = Must(32, Safety,
        "channels are freed when the device let go of them",
        "The memory of channels MUST NOT be freed before the device acknowledged DISCONNECT or, failing that, "
        + "RESET. Without either it is kept for good, and counted.",
        "A device that has not dropped a channel may still store a reply there.",
        "pvmemcontrol.c:430-437; PVMC-DEV-009, PVMC-DEV-001");

    /// <summary>PVMC-DRV-033.</summary>
    public static readonly Requirement RemoveActsOnItsOwn = Must(33, Safety, "remove acts on its own device",
        "remove MUST disconnect and free the device that it was called for, and no other.",
        "Unbinding a device that failed would take a working one away from its users.",
        "pvmemcontrol.c:422-428");

    /// <summary>PVMC-DRV-034.</summary>
    public static readonly Requirement NothingIsUsedAfterRemove = Must(34, Safety,
        "nothing is used after remove",
        "When remove has returned, the driver MUST NOT access registers of the device; nothing MUST be freed twice.",
        "The registers are unmapped, the memory has another owner.",
        "pvmemcontrol.c:430-440");

    /// <summary>PVMC-DRV-035.</summary>
    public static readonly Requirement NoSleepInAtomic = Must(35, Safety, "nothing sleeps while a spinlock is held",
        "The driver MUST NOT call anything that may sleep while it holds a spinlock or has switched preemption off.",
        "The next task on that CPU that wants the lock spins for ever.",
        "pvmemcontrol.c:137-144, 354-384, 421-440");

    /// <summary>PVMC-DRV-036.</summary>
    public static readonly Requirement HandOverLeavesNoChannel = Must(36, Safety, "kexec finds no channel",
        "Before another kernel owns the memory, the device MUST have dropped every channel, provided that it still "
        + "answers.",
        "The new kernel's memory would be written to by the device of the old one.",
        "pvmemcontrol.c:449-454 (no shutdown hook)");

    /// <summary>PVMC-DRV-037.</summary>
    public static readonly Requirement CommandsAreRenewed = Must(37, Safety, "commands are renewed with the device",
        "When the device has lost its state (hibernation), the driver MUST NOT write a channel command from before.",
        "Nobody performs the request, or another channel's: numbers are given out again.",
        "pvmemcontrol.c:449-454 (no suspend hook); PVMC-DEV-002");

    private static Requirement Must(int number, RequirementBasis basis, string title, string statement,
        string rationale, string source) =>
        Requirement.Make(Drv, number, RequirementLevel.Must, basis, title, statement, rationale, source, Worlds);
}
