// SPDX-License-Identifier: Apache-2.0

using static Pvmemcontrol.Model.Requirements.RequirementArea;
using static Pvmemcontrol.Model.Requirements.RequirementBasis;
using static Pvmemcontrol.Model.Requirements.RequirementCheck;
using static Pvmemcontrol.Model.Requirements.RequirementLevel;

namespace Pvmemcontrol.Model.Requirements;

/// <summary>PVMC-DRV: the guest driver. 001 to 019 calls and requests, 020 to 039 probe and remove, 040 to 049 the
/// life of the guest: hibernation, kexec, crash dumps, CPU hot-unplug.</summary>
public static class DriverRequirements
{
    /// <summary>PVMC-DRV-001.</summary>
    public static readonly Requirement OpenNeedsCapability = Must(1, Patch, "open needs CAP_SYS_ADMIN",
        "open MUST fail for a task without CAP_SYS_ADMIN.",
        "A task that has the file open can discard any page of the guest.",
        "pvmemcontrol.c:203-204");

    /// <summary>PVMC-DRV-002.</summary>
    public static readonly Requirement OpenIsNeverExclusive = Must(2, Patch, "no exclusive open",
        "open with O_EXCL MUST fail.",
        "O_EXCL has no meaning on this node; a caller would conclude that it alone has the node open.",
        "pvmemcontrol.c:206-208");

    /// <summary>PVMC-DRV-003.</summary>
    public static readonly Requirement OpenFileIsWhole = Must(3, Patch, "an open file is complete",
        "If memory is short, open MUST fail; an open file MUST have everything that its ioctls use.",
        "Otherwise the first ioctl follows a NULL pointer.",
        "pvmemcontrol.c:210-212");

    /// <summary>PVMC-DRV-004.</summary>
    public static readonly Requirement OtherCommandIsRefused = Must(4, Patch, "another ioctl number is refused",
        "An ioctl with any other number than the driver's MUST fail.",
        "A tool that probes ioctl numbers must not discard memory.",
        "pvmemcontrol.c:232-233");

    /// <summary>PVMC-DRV-005.</summary>
    public static readonly Requirement BadPointerIsRefused = Must(5, Patch, "a bad pointer is refused",
        "An ioctl whose argument cannot be read or written MUST fail.",
        "Otherwise the driver performs whatever a kernel buffer still holds.",
        "pvmemcontrol.c:235-237, 243-245");

    /// <summary>PVMC-DRV-006.</summary>
    public static readonly Requirement InfoFromCache = Must(6, Patch, "INFO comes from the cache",
        "INFO from a user MUST be answered from the reply that probe received, without asking the device.",
        "The answer is the same for every user, and the cache saves a VM exit.",
        "pvmemcontrol.c:85-86, 159-163");

    /// <summary>PVMC-DRV-007.</summary>
    public static readonly Requirement ReplyIsOwn = Must(7, Safety, "the reply is the caller's own",
        "An ioctl that returns 0 MUST return the reply to its own request, even if several tasks share the file.",
        "A caller that receives another caller's success concludes that its own memory was locked, protected or "
        + "discarded.",
        "pvmemcontrol.c:140-142, 229, 235, 243");

    /// <summary>PVMC-DRV-008.</summary>
    public static readonly Requirement SendsOwnRequest = Must(8, Safety, "the request sent is the caller's own",
        "An ioctl MUST send the request that its caller passed, and no other.",
        "Otherwise one discard is performed twice and another never; the repeated one discards new data.",
        "pvmemcontrol.c:140, 229, 235");

    /// <summary>PVMC-DRV-009.</summary>
    public static readonly Requirement OneRequestPerChannel = Must(9, Patch, "one request per channel",
        "From the first byte of a request until its reply has been read, a channel MUST belong to one task; that task "
        + "MUST NOT be preempted by another task that uses the channel, nor migrate. On PREEMPT_RT read_lock does not "
        + "ensure this.",
        "Request and reply share the buffer; the patch has one buffer for each CPU so that no task waits.",
        "pvmemcontrol.c:137-138, 144");

    /// <summary>PVMC-DRV-010.</summary>
    public static readonly Requirement BufferIsContiguous = Must(10, Safety, "a buffer is physically contiguous",
        "A registered buffer MUST NOT cross into a page that is not physically adjacent.",
        "The device is told one address: it would fetch arguments from, and store replies to, an unrelated page.",
        "pvmemcontrol.c:76-80, 328-338 (48 bytes, aligned to 8)");

    /// <summary>PVMC-DRV-011.</summary>
    public static readonly Requirement UnansweredIsAnError = Requirement.Make(Drv, 11, Should, Decided,
        "an unanswered request is an error",
        "An ioctl SHOULD fail if the device left the request unanswered.",
        "The request's own bytes read as a reply: a DONTNEED as EPERM. A device that is gone does not answer.",
        "pvmemcontrol.c:141-142; PVMC-DEV-020", Worlds);

    /// <summary>PVMC-DRV-012.</summary>
    public static readonly Requirement MemoryIsValid = InSource(12, "memory accesses are valid",
        "The driver MUST NOT access memory that it does not have: freed, beyond the end of an allocation, through "
        + "NULL, or user memory and registers as if they were memory. Its calls MUST NOT use up the stack, nor stop "
        + "the CPU.",
        "Such an access corrupts the data of somebody else, or ends in an oops.",
        "decided for every driver; KASAN reports most of it");

    /// <summary>PVMC-DRV-013.</summary>
    public static readonly Requirement LocksAreBalanced = InSource(13, "locks are balanced",
        "A call of the driver MUST NOT return with a lock held, with preemption or migration disabled, or inside an "
        + "RCU read section that it has entered.",
        "The next task that wants the lock waits forever.",
        "decided for every driver; lockdep reports most of it");

    /// <summary>PVMC-DRV-014.</summary>
    public static readonly Requirement TakesTheDevice = InSource(14, "the driver takes the device",
        "The driver's table of PCI ids MUST have 1ae0:0087.",
        "With another id the driver loads, and the device stays unused.",
        "pvmemcontrol.c:443-446", Patch);

    /// <summary>PVMC-DRV-020.</summary>
    public static readonly Requirement HandshakeIsWhole = Must(20, Patch, "the handshake is complete",
        "READY MUST be written only after a buffer is registered for every possible CPU, and a channel command only "
        + "with the number that REGISTER returned.",
        "A task may run on any possible CPU, including one that comes online later.",
        "pvmemcontrol.c:278-304");

    /// <summary>PVMC-DRV-021.</summary>
    public static readonly Requirement HandshakeIsUndisturbed = Must(21, Safety, "the handshake is undisturbed",
        "From a register write of the handshake, or of DISCONNECT, until its answer has been read, other tasks "
        + "MUST NOT access the registers of the device. Writing a buffer's address, REGISTER and reading the channel "
        + "command count as one.",
        "Address, command and response share registers: another access makes the driver read an answer that belongs to "
        + "another task.",
        "pvmemcontrol.c:282-294, 354 and 312-315, 421 (under the write lock)");

    /// <summary>PVMC-DRV-022.</summary>
    public static readonly Requirement ProbeReturnsErrno = Must(22, Safety, "a failed probe returns a negative errno",
        "A probe that fails MUST return a negative errno.",
        "The PCI core treats a positive number as success: the device stays bound with everything freed.",
        "pvmemcontrol.c:178-179, 379-381, 413");

    /// <summary>PVMC-DRV-023.</summary>
    public static readonly Requirement FailedProbeGivesBack = Must(23, Safety, "a failed probe frees everything",
        "A probe that fails MUST free what it allocated, or account for it as quarantined.",
        "Each attempt to bind costs memory until the next boot.",
        "pvmemcontrol.c:387-392");

    /// <summary>PVMC-DRV-024.</summary>
    public static readonly Requirement NothingLeaks = Must(24, Safety, "nothing leaks",
        "After any sequence of probe and remove, all memory MUST be free, in use, or accounted for as quarantined.",
        "Binding and unbinding in a loop uses up the guest's memory.",
        "pvmemcontrol.c:362, 383-385");

    /// <summary>PVMC-DRV-025.</summary>
    public static readonly Requirement FailedProbeTellsDevice = Must(25, Safety, "a failed probe tells the device",
        "After probe has failed, the device MUST NOT have any channel registered whose memory is not quarantined.",
        "Otherwise the device holds addresses of memory that the driver no longer owns.",
        "pvmemcontrol.c:375-381, 387-392; PVMC-DEV-002");

    /// <summary>PVMC-DRV-026.</summary>
    public static readonly Requirement InfoIsChecked = Must(26, Patch, "INFO is checked",
        "probe MUST succeed only with a valid answer to INFO: no error, and a page size that is a power of two of at "
        + "least 4096.",
        "An unanswered INFO reads as success with page size 0, and every user receives that answer from then on.",
        "pvmemcontrol.c:178-183; uapi:47-50; PVMC-DEV-022");

    /// <summary>PVMC-DRV-027.</summary>
    public static readonly Requirement SuccessMeansServing = Must(27, Safety, "a successful probe has a working device",
        "A probe that returns 0 MUST have its device structure and its channels allocated.",
        "The PCI core calls remove later, which frees them again.",
        "pvmemcontrol.c:383-385");

    /// <summary>PVMC-DRV-028.</summary>
    public static readonly Requirement NoRequestBeforeReady = Must(28, Safety, "no request before the channels exist",
        "An ioctl MUST NOT use channels that probe has not allocated yet.",
        "The node is open to users earlier: the first user makes the driver follow a NULL pointer.",
        "pvmemcontrol.c:349, 383");

    /// <summary>PVMC-DRV-029.</summary>
    public static readonly Requirement SecondDeviceIsHarmless = Must(29, Safety, "a second device is harmless",
        "probe of a second device MAY fail. It MUST NOT register what is already registered, nor touch the first "
        + "device.",
        "misc_register of a linked entry makes the list of all misc devices loop on older kernels.",
        "pvmemcontrol.c:349, 355-358");

    /// <summary>PVMC-DRV-030.</summary>
    public static readonly Requirement RemoveWaits = Must(30, Safety, "remove waits for running ioctls",
        "remove MUST NOT free anything that a running ioctl still uses.",
        "Otherwise the ioctl reads and writes memory that has another owner.",
        "pvmemcontrol.c:421, 435-439");

    /// <summary>PVMC-DRV-031.</summary>
    public static readonly Requirement OpenFileOutlivesDevice = Must(31, Safety, "an open file outlives its device",
        "An ioctl on a file that was opened before remove MUST fail or use the device that is bound then; it MUST NOT "
        + "use freed memory.",
        "Unbinding does not close files.",
        "pvmemcontrol.c:151-158");

    /// <summary>PVMC-DRV-032.</summary>
    public static readonly Requirement FreedAfterAcknowledgement = Must(32, Safety,
        "channels are freed only after the device has dropped them",
        "The memory of channels MUST NOT be freed before the device has acknowledged DISCONNECT or, failing that, "
        + "RESET. If it acknowledges neither, the memory is never freed, and is counted.",
        "A device that has not dropped a channel may still store a reply there.",
        "pvmemcontrol.c:430-437; PVMC-DEV-009, PVMC-DEV-001");

    /// <summary>PVMC-DRV-033.</summary>
    public static readonly Requirement RemoveActsOnItsOwn = Must(33, Safety, "remove acts on its own device",
        "remove MUST disconnect and free the device that it was called for, and no other.",
        "Otherwise unbinding a device whose probe failed takes a working device away from its users.",
        "pvmemcontrol.c:422-428");

    /// <summary>PVMC-DRV-034.</summary>
    public static readonly Requirement NothingIsUsedAfterRemove = Must(34, Safety,
        "nothing is used after remove",
        "After remove has returned, the driver MUST NOT access registers of the device. It MUST NOT free anything "
        + "twice.",
        "The registers are unmapped, and the memory has another owner.",
        "pvmemcontrol.c:430-440");

    /// <summary>PVMC-DRV-035.</summary>
    public static readonly Requirement NoSleepInAtomic = Must(35, Safety, "nothing sleeps while a spinlock is held",
        "The driver MUST NOT call anything that may sleep while it holds a spinlock or has preemption disabled.",
        "The next task on that CPU that wants the lock spins forever.",
        "pvmemcontrol.c:137-144, 354-384, 421-440");

    /// <summary>PVMC-DRV-036.</summary>
    public static readonly Requirement HandOverLeavesNoChannel = Must(36, Safety, "no channel survives kexec",
        "Before another kernel takes over the memory, the device MUST have dropped every channel, provided that it "
        + "still answers.",
        "Otherwise the old kernel's device writes into the new kernel's memory.",
        "pvmemcontrol.c:449-454 (no shutdown hook)");

    /// <summary>PVMC-DRV-037.</summary>
    public static readonly Requirement CommandsAreRenewed = Must(37, Safety, "channel commands are renewed with the "
        + "device",
        "After the device has lost its state (hibernation, suspend to RAM), the driver MUST NOT write an old channel "
            + "command.",
        "Otherwise no request is performed, or that of another channel, because numbers are reused.",
        "pvmemcontrol.c:449-454 (no suspend hook); PVMC-DEV-002");

    /// <summary>PVMC-DRV-040.</summary>
    public static readonly Requirement ImageReadsNoRevokedPage = Must(40, Safety, "no image of revoked memory",
        "While a page is revoked that was revoked through the driver, the driver MUST NOT let the guest write a "
        + "hibernation image: it fails the transition, or gives the page back to read/write first. remove, after which "
        + "it can do neither, MUST give such pages back, provided that the device still answers.",
        "The kernel reads every page in use for the image. The first revoked one stops the VM.",
        "pvmemcontrol.c:449-454 (no freeze hook); PVMC-VMM-012");

    /// <summary>PVMC-DRV-041.</summary>
    public static readonly Requirement HandOverLeavesNothingRevoked = Must(41, Safety, "no revoked page survives kexec",
        "Before another kernel takes over the memory, every page that was revoked through the driver MUST be "
        + "read/write again, provided that the device still answers.",
        "The new kernel does not know of it: its first access to the page stops the VM, most likely while it boots.",
        "pvmemcontrol.c:449-454 (no shutdown hook); PVMC-VMM-012");

    /// <summary>PVMC-DRV-042.</summary>
    public static readonly Requirement NothingIsLostInSilence = Requirement.Make(Drv, 42, Should, Decided,
        "no protection or lock is lost in silence",
        "If protections, locks or DONTDUMP that were set through the driver do not survive hibernation, the driver "
        + "SHOULD set them again before tasks run, or fail the transition.",
        "The VMM that resumes the guest starts with default memory. A task that had its keys locked, or left out of "
        + "dumps, is told nothing.",
        "pvmemcontrol.c:449-454 (no suspend hook); PVMC-VMM-011", Worlds);

    /// <summary>PVMC-DRV-043.</summary>
    public static readonly Requirement ChannelOutlivesItsCpu = Must(43, Safety, "a channel in use outlives its CPU",
        "When a CPU goes offline, the driver MUST NOT give up or change its channel while a task is using it.",
        "The reply is lost, or is stored to memory that has another owner. A guest loses and gets vCPUs while it runs.",
        "pvmemcontrol.c:137-144, 278-280 (channels of every possible CPU, for good)");

    /// <summary>PVMC-DRV-044.</summary>
    public static readonly Requirement DumpReadsNoRevokedPage = Requirement.Make(Drv, 44, Should, Decided,
        "a crash dump can be taken",
        "In a crash kernel, probe SHOULD give all memory of the crashed kernel back to read/write before user space "
        + "can read /proc/vmcore.",
        "No hook of the crashed kernel runs. The first read of a revoked page stops the VM, and the dump is lost.",
        "pvmemcontrol.c:401-413 (probe does not ask for a crash kernel); PVMC-VMM-012", Worlds);

    /// <summary>What only a driver's source can violate: the atomic steps of the models have no addresses.</summary>
    private static Requirement InSource(int number, string title, string statement, string rationale, string source,
        RequirementBasis basis = Safety) =>
        Requirement.Make(Drv, number, RequirementLevel.Must, basis, title, statement, rationale, source, Sources);

    private static Requirement Must(int number, RequirementBasis basis, string title, string statement,
        string rationale, string source) =>
        Requirement.Make(Drv, number, RequirementLevel.Must, basis, title, statement, rationale, source, Worlds);
}
