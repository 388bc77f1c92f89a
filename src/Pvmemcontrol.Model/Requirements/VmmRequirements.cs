// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using static Pvmemcontrol.Model.Requirements.Requirement;
using static Pvmemcontrol.Model.Requirements.RequirementBasis;

namespace Pvmemcontrol.Model.Requirements;

/// <summary>
/// PVMC-VMM: what the VMM around the device must provide. Some are put to devices that offer VM reset,
/// save and restore; some this project's tests show of a VMM with real vCPUs; the rest nothing here can show.
/// </summary>
public static class VmmRequirements
{
    /// <summary>PVMC-VMM-001.</summary>
    public static readonly Requirement VmResetDropsChannels = Must(1, Safety, "VM reset drops every channel",
        "VM reset MUST drop every channel: a command that named one before changes no memory, and no request is "
        + "performed before the next handshake. The device is in Broken, as when powered on, or in Registering.",
        "The guest that boots next knows nothing of those buffers: a reply written there corrupts it.",
        "decided; PVMC-DEV-002 and PVMC-DEV-010 for the reset of the whole machine", RequirementCheck.Oracle);

    /// <summary>PVMC-VMM-002.</summary>
    public static readonly Requirement VmResetRestoresMemory = Should(2, "VM reset restores the memory",
        "VM reset of the device SHOULD leave every page of guest RAM readable, writable, and locked, dumped and "
        + "mergeable as before the first request. The VMM does what the device leaves undone, before the guest runs "
        + "again.",
        "Firmware and the next kernel touch all memory, and do not know what the last guest revoked or locked. This is "
        + "a SHOULD because a VMM may map its memory anew instead.",
        "decided; the patch has no shutdown hook, so protections reach the next boot", RequirementCheck.Oracle);

    /// <summary>PVMC-VMM-003.</summary>
    public static readonly Requirement RestoreKeepsChannels = Must(3, Safety,
        "restore keeps the phase and every channel",
        "A save and restore that report success MUST restore the phase, including Ready, and every channel with its "
        + "buffer and its command. A device that cannot do this MUST report failure.",
        "The guest does not notice that it was restored. If the device has lost a command, the request reads back as "
        + "its reply; if it binds a command to another buffer, memory is overwritten.",
        "pvmemcontrol.c:269-305 (the handshake is done once, at probe); measured: Ready was forgotten by a device "
        + "in the field",
        RequirementCheck.Oracle);

    /// <summary>PVMC-VMM-004.</summary>
    public static readonly Requirement RestoreKeepsMappings = Should(4, "restore keeps protections and locks",
        "A save and restore that report success SHOULD leave every page of guest RAM with the protection, lock, and "
        + "dump and merge advice that it had when saved. The VMM does what the device leaves undone, before the guest "
        + "runs again, or fails the restore.",
        "A guard page that is lost in a migration fails silently, and so does a secret that is no longer locked or "
        + "kept out of dumps. This is a SHOULD because a VMM may save mappings together with memory.",
        "decided; PVMC-DEV-043 and PVMC-DEV-060 have no end but the guest's own request", RequirementCheck.Oracle);

    /// <summary>PVMC-VMM-005.</summary>
    public static readonly Requirement RestoreKeepsContent = Must(5, Safety, "save and restore change no content",
        "Save and restore of the device MUST NOT change any byte of guest RAM.",
        "No request asked for a change. (What VM reset does to the content is up to the VMM.)",
        "decided; PVMC-DEV-021", RequirementCheck.Oracle);

    /// <summary>PVMC-VMM-006.</summary>
    public static readonly Requirement CommandWritesAreSynchronous = Must(6, Patch, "a command write is synchronous",
        "The register accesses of a vCPU MUST reach the device in program order, and a write to the command register "
        + "MUST NOT complete before the device has performed it: it is not posted, not coalesced, not queued for "
        + "later.",
        "The driver reads its buffer with the next instruction, and would mistake its own request for the reply. "
        + "Measured: with a client that posts register writes, INFO came back as page size 0.",
        "pvmemcontrol.c:140-142", RequirementCheck.Tests);

    /// <summary>PVMC-VMM-007.</summary>
    public static readonly Requirement CommandsArePerformedOnce = Must(7, Patch,
        "no command is lost or performed twice",
        "Every write to the command register MUST be performed exactly once, even if several vCPUs write concurrently, "
        + "or the VM is paused, saved, restored or migrated in between. The contents of the registers (a staged "
        + "address, or an answer not yet read) survive too.",
        "A lost request reads as its own reply; a request performed twice reads its reply as a request. Measured: a "
        + "guard against re-entrancy dropped 451,680 of 483,386 commands, and every ioctl returned 0.",
        "pvmemcontrol.c:140-142, 287-294; KVM completes an MMIO exit only when the vCPU is entered again",
        RequirementCheck.Tests);

    /// <summary>PVMC-VMM-008.</summary>
    public static readonly Requirement VmmEventsAreQuiescent = Must(8, Safety,
        "resets, hot-unplug and save wait for requests",
        "VM reset, a reset of the PCI function or its bus, hot-unplug and save MUST NOT complete while a request "
        + "is in flight. After a reset or hot-unplug the device has no channel and MUST NOT touch an old buffer.",
        "This is PVMC-DEV-049 for events that are not commands: the memory has a new owner, and a late reply "
        + "overwrites its data. A save that does not wait stores a request without its reply.",
        "decided; PVMC-DEV-049", RequirementCheck.Oracle);

    /// <summary>PVMC-VMM-009.</summary>
    public static readonly Requirement PciFunctionIsTheDrivers = Must(9, Patch,
        "the PCI function is what the driver expects",
        $"The device MUST be a PCI function with vendor 0x{PciIdentity.Vendor:X4} and device "
        + $"0x{PciIdentity.Device:X4}, whose BAR{PciIdentity.Bar} is memory of at least 16 bytes. It MUST answer "
        + "there whenever memory decoding is on, with Bus Master Enable on or off, and MUST take addresses as guest "
        + "physical: no IOMMU of the guest translates them.",
        "The driver enables only memory decoding, and passes physical addresses, not DMA addresses: translated, they "
        + "would refer to other memory, or to none.",
        "commit message (PCI MMIO registers); pvmemcontrol.c:32-37, 336, 401-405 (no pci_set_master, no DMA mapping)",
        RequirementCheck.Tests);

    /// <summary>PVMC-VMM-010.</summary>
    public static readonly Requirement OnlyPresentGuestRam = Must(10, Safety, "only current guest RAM is used",
        "Every request and every reply MUST use the guest's memory map as it is at that moment: only RAM of the guest, "
        + "not ROM, device memory, or memory unplugged since. A host mapping MUST NOT go away while a request in "
        + "flight uses it.",
        "What replaces unplugged memory in the VMM's address space belongs to the VMM. Measured: 18 mappings were "
        + "added and 12 removed while one guest booted; REMOVE through a read-only mapping emptied the underlying "
        + "file.",
        "decided; PVMC-DEV-006 and PVMC-DEV-026 hold at every moment, not at boot only", RequirementCheck.Tests);

    /// <summary>PVMC-VMM-011.</summary>
    public static readonly Requirement NewMemoryStartsAfresh = Must(11, Safety, "new memory has default properties",
        "Memory that is plugged in, even where other memory was before, MUST be readable and writable at first, and "
        + "locked, dumped and mergeable as the VMM sets up guest RAM.",
        "Otherwise a guest faults on memory that it never protected, or discards fail on pages that it never locked.",
        "decided; PVMC-DEV-045 and PVMC-DEV-065", RequirementCheck.Tests);

    /// <summary>PVMC-VMM-012.</summary>
    public static readonly Requirement RevokedAccessIsNoMmio = Must(12, Safety,
        "an access to a revoked page is not treated as MMIO",
        "A guest's access to a page that MPROTECT_* revoked MUST stop the VM with a report, or raise an exception "
        + "in the guest. It MUST NOT be answered as an access to a device.",
        "As a device access, the store vanishes and the load returns an invented value: data is lost silently. "
        + "Measured, without hardware virtualisation (PVM) and on SVM: an access that the guest makes natively fails "
        + "KVM_RUN with EFAULT, and exit_reason then is that of an earlier exit; one that KVM emulates is an MMIO exit "
        + "at a RAM address.",
        "uapi:67-71; mprotect(2); KVM_RUN", RequirementCheck.Tests);

    /// <summary>PVMC-VMM-013.</summary>
    public static readonly Requirement VmmSurvivesRevokedPages = Must(13, Safety,
        "the rest of the VMM survives revoked pages",
        "Every other part of the VMM that touches guest RAM (other devices' queues and buffers, vhost, a debugger, "
        + "save, migration) MUST survive a page that is revoked or cannot be refaulted, and fail only the operation on "
        + "that page. Save and migration MUST keep the content of revoked pages.",
        "A guest that revokes the page of a virtio queue and kicks the queue kills the VMM as surely as one that "
        + "revokes a buffer of this device. MPROTECT_RW makes the content accessible again.",
        "mprotect(2); PVMC-DEV-046; measured: SIGSEGV on access, EFAULT from system calls, SIGBUS on hugetlb");

    /// <summary>PVMC-VMM-014.</summary>
    public static readonly Requirement BackingChangesReachTheGuest = Must(14, Patch,
        "the guest sees a change of its backing at once",
        "The device MUST be offered only if a change of the VMM's mapping takes effect for the guest before the reply "
        + "is written: on KVM, if KVM_CAP_SYNC_MMU is 1 and the memory slot uses that mapping.",
        "Otherwise the guest's next access contradicts the success that was reported.",
        "commit message (KVM_CAP_SYNC_MMU: changes are visible immediately)", RequirementCheck.Tests);

    /// <summary>PVMC-VMM-015.</summary>
    public static readonly Requirement OtherProcessClaimsLess = Must(15, Patch,
        "a device in another process claims only what it can do",
        "A device whose mapping of guest RAM is not the one that the guest runs on MUST refuse each function that its "
        + "calls cannot guarantee for the guest's mapping. On Linux it can offer INFO; REMOVE, MLOCK and MUNLOCK of "
        + "shared memory; PAGEOUT through process_madvise(2); and, for shared memory, the functions without a "
        + "guarantee: DONTNEED, MERGEABLE and UNMERGEABLE.",
        "Measured: in another process mprotect and MADV_DONTDUMP return 0 and do not bind the VMM; "
        + "process_madvise(2) with anything that discards is EINVAL.",
        "uapi:55-74; process_madvise(2)", RequirementCheck.Oracle);

    /// <summary>PVMC-VMM-016.</summary>
    public static readonly Requirement HeldPagesAreNotDiscarded = Must(16, Safety,
        "pinned and missing pages are not discarded",
        "While a page is pinned for a device (VFIO, iommufd, registered I/O buffers) or still to arrive (postcopy, "
        + "restore through userfaultfd), REMOVE, FREE, and DONTNEED of private memory that touch it MUST be refused, "
        + "unless the VMM first removes the pin, or treats the page as received.",
        "Measured: after a discard, I/O into a pinned page went to memory that the guest no longer sees; a page "
        + "discarded under userfaultfd was missing again, so that its old content is fetched.",
        "madvise(2), userfaultfd(2); VFIO pins guest RAM");

    /// <summary>PVMC-VMM-017.</summary>
    public static readonly Requirement PrivateToTheGuestIsNotRam = Must(17, Safety,
        "memory private to a confidential guest is refused",
        "Memory that a confidential guest keeps private from the host MUST be treated as outside guest RAM: it is not "
        + "a valid buffer, and a range that touches it is refused without effect.",
        "The device would read ciphertext as a request and write a reply that the guest cannot read; a discard there "
        + "returns 0 and does nothing, or destroys the page.",
        "decided; PVMC-DEV-006 and PVMC-DEV-026");

    /// <summary>PVMC-VMM-018.</summary>
    public static readonly Requirement OperatorWins = Must(18, Safety, "the operator's settings stay",
        "A request MUST NOT undo what the operator configured for guest RAM: MUNLOCK does not unlock memory that the "
        + "operator locked, MERGEABLE does not make memory mergeable that the operator excluded, MPROTECT_W and "
        + "MPROTECT_RW do not make read-only memory writable, and a discard does not give up reserved memory. If the "
        + "request cannot have its effect, it is refused with EPERM or EACCES.",
        "The operator is responsible for other guests too: secrets in swap, merging as a side channel, huge pages that "
        + "are missing when they are needed.",
        "decided; PVMC-DEV-034 (policy)");

    /// <summary>PVMC-VMM-019.</summary>
    public static readonly Requirement SandboxAllowsTheCalls = Must(19, Safety, "the sandbox allows the calls",
        "The VMM's sandbox MUST let every host call that an offered function, an error path, reset or restore can make "
        + "either succeed or fail with an error; it MUST NOT kill the VMM for one.",
        "Measured: a filter in the field lacked mlock2, munlock and prctl(PR_SET_VMA); one MLOCK kills such a VMM.",
        "seccomp(2)");

    /// <summary>PVMC-VMM-020.</summary>
    public static readonly Requirement ChangesAreMigrated = Must(20, Safety, "replies and discards are migrated",
        "Live migration and incremental snapshots MUST carry over every byte that the device changed: replies, and "
        + "pages that a request discarded.",
        "Measured: neither a store by the VMM nor a discard enters KVM's dirty log; a load by the guest may, later. "
        + "The destination would have the request in place of the reply, and content that the guest discarded.",
        "KVM_GET_DIRTY_LOG; PVMC-DEV-020, PVMC-DEV-040", RequirementCheck.Tests);

    /// <summary>PVMC-VMM-021.</summary>
    public static readonly Requirement PromisesOutlastMigration = Must(21, Decided,
        "INFO and the functions stay the same",
        "After a restore or migration INFO MUST answer as before and the same functions MUST be offered; if the "
        + "destination cannot do this (it has larger pages, or another backing), the migration fails.",
        "The driver asks once and gives the cached answer to every user.",
        "pvmemcontrol.c:159-163, 181-183; PVMC-DEV-023, PVMC-DEV-034");

    /// <summary>PVMC-VMM-022.</summary>
    public static readonly Requirement DumpsLeaveOut = Should(22,
        "the VMM's own dumps honour DONTDUMP",
        "A dump of guest RAM for debugging that the VMM writes itself SHOULD leave out the pages that are under "
        + "DONTDUMP. (A saved VM has to contain them.)",
        "DONTDUMP binds the kernel's core dumps only: another process can still read the page (measured with "
        + "process_vm_readv).",
        "uapi:59; madvise(2)");

    /// <summary>PVMC-VMM-023.</summary>
    public static readonly Requirement DestroyedDevicesLeaveNothing = Must(23, Safety,
        "a destroyed device leaves nothing behind",
        "Devices that were used and destroyed MUST NOT leave behind descriptors, mappings or memory of the VMM that "
        + "grow with their number. (What is set up once for all of them may stay.)",
        "Some VMMs create their devices again when the guest reboots, and a guest may reboot any number of times: what "
        + "each device leaves behind adds up until the VMM runs out of descriptors.",
        "decided; PVMC-DEV-053", RequirementCheck.Oracle);

    /// <summary>PVMC-VMM-024.</summary>
    public static readonly Requirement DamagedStateIsRefused = Must(24, Safety, "a damaged state is refused",
        "Restore MUST refuse bytes that no save can have written: a state that is truncated or followed by other "
        + "bytes, and bytes that are something else. It reports failure; the VMM survives and can destroy the device.",
        "A state comes from a file or the network. Counts and addresses that are believed make the VMM overwrite its "
        + "own memory; a state that is restored wrongly makes it overwrite the guest's.",
        "examples/c/pvmemcontrol_dut.h (restore); PVMC-VMM-003", RequirementCheck.Oracle);

    /// <summary>PVMC-VMM-025.</summary>
    public static readonly Requirement SavedDeviceGoesOn = Must(25, Safety, "a saved device goes on as before",
        "Save MUST NOT change the device or the mapping of guest RAM: afterwards the saved device is in the same "
        + "phase, with the same channels and registers, and performs commands as before.",
        "A snapshot does not end a VM, and a migration that fails continues at the source. A guest whose commands are "
        + "dropped since then takes its requests for the replies.",
        "examples/c/pvmemcontrol_dut.h (save); PVMC-VMM-007", RequirementCheck.Oracle);

    /// <summary>PVMC-VMM-026.</summary>
    public static readonly Requirement FlippedBitIsNoticed = Should(26, "a changed bit of a saved state is noticed",
        "Restore SHOULD refuse a saved state of which a single bit was changed.",
        "Such a state may be one that another device saved: the guest then gets that device's channels. A checksum "
        + "tells them apart. This is a SHOULD because a VMM may protect its saved states as a whole.",
        "examples/c/pvmemcontrol_dut.h (restore); PVMC-VMM-003", RequirementCheck.Oracle);

    /// <summary>PVMC-VMM-027.</summary>
    public static readonly Requirement RestoreKeepsRegisters = Should(27, "restore keeps the registers",
        "A save and restore that report success SHOULD leave in the registers what they held: the answer and the "
        + "channel command that the guest can read, and an address that it has written and not yet used.",
        "A vCPU may be stopped between its write of a command and its read of the answer: a driver that reads "
        + "something else then gives up its probe. This is a SHOULD because a VMM may keep the registers itself "
        + "(PVMC-VMM-007).",
        "examples/c/pvmemcontrol_dut.h (restore); PVMC-VMM-007", RequirementCheck.Oracle);

    private static Requirement Must(int number, RequirementBasis basis, string title, string statement,
        string rationale, string source, RequirementCheck check = RequirementCheck.Stated) =>
        Make(RequirementArea.Vmm, number, RequirementLevel.Must, basis, title, statement, rationale, source, check);

    private static Requirement Should(int number, string title, string statement, string rationale, string source,
        RequirementCheck check = RequirementCheck.Stated) =>
        Make(RequirementArea.Vmm, number, RequirementLevel.Should, Decided, title, statement, rationale, source,
            check);

    /// <summary>True for what only a device with a VM reset can show.</summary>
    public static bool IsAboutReset(Requirement requirement) =>
        requirement == VmResetDropsChannels || requirement == VmResetRestoresMemory;

    /// <summary>True for what only a device with save and restore can show.</summary>
    public static bool IsAboutRestore(Requirement requirement) => requirement == RestoreKeepsChannels
        || requirement == RestoreKeepsMappings || requirement == RestoreKeepsContent
        || requirement == DamagedStateIsRefused || requirement == SavedDeviceGoesOn
        || requirement == FlippedBitIsNoticed || requirement == RestoreKeepsRegisters;
}
