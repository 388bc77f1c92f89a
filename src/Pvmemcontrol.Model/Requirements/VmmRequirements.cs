// SPDX-License-Identifier: Apache-2.0

using static Pvmemcontrol.Model.Requirements.Requirement;
using static Pvmemcontrol.Model.Requirements.RequirementBasis;

namespace Pvmemcontrol.Model.Requirements;

/// <summary>
/// PVMC-VMM: what the VMM around the device must provide. The first five are put to devices that offer VM reset,
/// save and restore; the rest nothing here can show.
/// </summary>
public static class VmmRequirements
{
    /// <summary>PVMC-VMM-001.</summary>
    public static readonly Requirement VmResetDropsChannels = Must(1, Safety, "VM reset drops every channel",
        "VM reset MUST drop every channel and leave the device as when powered on: in Broken, so that a command "
        + "that named a channel before changes no memory.",
        "The guest that boots next never heard of those buffers: a reply written there corrupts it.",
        "decided; PVMC-DEV-002 and PVMC-DEV-010 for the reset of the whole machine", RequirementCheck.Oracle);

    /// <summary>PVMC-VMM-002.</summary>
    public static readonly Requirement VmResetRestoresMemory = Should(2, "VM reset gives the memory back",
        "VM reset of the device SHOULD leave every page of guest RAM readable, writable, unlocked, and dumped and "
        + "mergeable as before the first request. What the device leaves undone, the VMM does before the guest "
        + "runs again.",
        "Firmware and the next kernel touch all memory, and know nothing of what the last guest revoked or "
        + "locked. A SHOULD, because a VMM may as well map its memory anew.",
        "decided; the patch has no shutdown hook, so protections reach the next boot", RequirementCheck.Oracle);

    /// <summary>PVMC-VMM-003.</summary>
    public static readonly Requirement RestoreKeepsChannels = Must(3, Safety,
        "restore keeps the phase and every channel",
        "A save and restore that report success MUST bring back the phase, Ready as well, and every channel with "
        + "its buffer and its command. A device that cannot do so MUST report failure.",
        "The guest does not notice that it was restored. A command that the device forgot is dropped and the "
        + "request reads back as its reply; one that it binds to another buffer overwrites memory.",
        "pvmemcontrol.c:269-305 (the handshake is done once, at probe); measured: Ready was forgotten by a device "
        + "in the field",
        RequirementCheck.Oracle);

    /// <summary>PVMC-VMM-004.</summary>
    public static readonly Requirement RestoreKeepsMappings = Should(4, "restore keeps protections and locks",
        "A save and restore that report success SHOULD leave every page of guest RAM with the protection, lock, "
        + "and dump and merge advice that it had when saved. What the device leaves undone, the VMM does before "
        + "the guest runs again, or fails the restore.",
        "A guard page that is gone after a migration fails silently, a secret that is no longer locked or kept "
        + "from dumps too. A SHOULD, because a VMM may save mappings together with memory.",
        "decided; PVMC-DEV-043 and PVMC-DEV-060 have no end but the guest's own request", RequirementCheck.Oracle);

    /// <summary>PVMC-VMM-005.</summary>
    public static readonly Requirement RestoreKeepsContent = Must(5, Safety, "save and restore change no content",
        "Save and restore of the device MUST NOT change any byte of guest RAM.",
        "No request asked for it. (What VM reset does to the content is the VMM's own business.)",
        "decided; PVMC-DEV-021", RequirementCheck.Oracle);

    private static Requirement Must(int number, RequirementBasis basis, string title, string statement,
        string rationale, string source, RequirementCheck check) =>
        Make(RequirementArea.Vmm, number, RequirementLevel.Must, basis, title, statement, rationale, source, check);

    private static Requirement Should(int number, string title, string statement, string rationale, string source,
        RequirementCheck check) =>
        Make(RequirementArea.Vmm, number, RequirementLevel.Should, Decided, title, statement, rationale, source,
            check);
}
