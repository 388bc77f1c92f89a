// SPDX-License-Identifier: Apache-2.0

using static Pvmemcontrol.Model.Requirements.Requirement;

namespace Pvmemcontrol.Model.Requirements;

/// <summary>
/// PVMC-HOST: what KVM does where the mapping behind a memory slot changes; measured without hardware virtualisation
/// (PVM) and on SVM.
/// </summary>
public static class KvmRequirements
{
    /// <summary>PVMC-HOST-026.</summary>
    public static readonly Requirement DiscardsAreSeen = Kernel(26, "KVM: a guest sees a discard at once",
        "After DONTNEED, REMOVE, FREE or PAGEOUT of the mapping behind a memory slot, the guest's next load MUST read "
        + "what the mapping holds, on every backing.",
        "The basis of PVMC-VMM-014.", "Documentation/virt/kvm/api.rst (KVM_CAP_SYNC_MMU)");

    /// <summary>PVMC-HOST-027.</summary>
    public static readonly Requirement NativeAccessIsRefused = Kernel(27, "KVM: a native access without right: EFAULT",
        "KVM_RUN MUST fail with EFAULT when the guest's processor loads or stores where the mapping is PROT_NONE, or "
        + "stores where it is PROT_READ; the store MUST NOT land.",
        "The basis of PVMC-VMM-012: this is no exit, and exit_reason tells of an earlier one.", "KVM_RUN");

    /// <summary>PVMC-HOST-028.</summary>
    public static readonly Requirement RefusedAccessGoesOn = Kernel(28, "KVM: a refused access can be tried again",
        "After KVM_RUN failed with EFAULT and mprotect gave the right back, KVM_RUN MUST make the same access and go "
        + "on.",
        "A VMM can let the guest wait until an operator has looked.", "KVM_RUN");

    /// <summary>PVMC-HOST-029.</summary>
    public static readonly Requirement EmulatedAccessIsMmio = Kernel(29,
        "KVM: an emulated access without right: MMIO",
        "When KVM emulates an instruction that loads from a register of a device and stores where the mapping is "
        + "PROT_NONE or PROT_READ, KVM_RUN MUST return 0 with KVM_EXIT_MMIO for a store at the address in guest RAM.",
        "The basis of PVMC-VMM-012: a VMM that answers it loses the store.", "KVM_RUN");

    /// <summary>PVMC-HOST-030.</summary>
    public static readonly Requirement NoSlotIsMmio = Kernel(30, "KVM: no memory slot: MMIO",
        "After its memory slot was deleted, the guest's access MUST be KVM_EXIT_MMIO at that address.",
        "An access to RAM that was unplugged looks like one to a device that is not there.",
        "KVM_SET_USER_MEMORY_REGION");

    /// <summary>PVMC-HOST-031.</summary>
    public static readonly Requirement SlotsFollowAddresses = Kernel(31, "KVM: a memory slot outlasts its mapping",
        "When the mapping behind a memory slot is replaced at the same address, the guest MUST see the new one without "
        + "a change of the slot.",
        "Memory can be mapped anew without a change of slots, which takes milliseconds.",
        "KVM_SET_USER_MEMORY_REGION");

    /// <summary>PVMC-HOST-032.</summary>
    public static readonly Requirement StoresAreLogged = Kernel(32, "KVM: the dirty log has the guest's stores",
        "A store of the guest MUST mark its page in the dirty log of the memory slot.",
        "What migration rests on.", "KVM_GET_DIRTY_LOG");

    /// <summary>PVMC-HOST-033.</summary>
    public static readonly Requirement OthersAreNotLogged = Kernel(33, "KVM: the dirty log has nothing else",
        "Neither a store of the VMM nor DONTNEED or REMOVE MUST mark a page in the dirty log, before the guest "
        + "accesses it. (Afterwards even a load may mark it.)",
        "The basis of PVMC-VMM-020.", "KVM_GET_DIRTY_LOG");

    /// <summary>True for what only a vCPU of KVM can show.</summary>
    public static bool IsAboutKvm(Requirement requirement) => requirement.Id is
    {
        Area: RequirementArea.Host,
        Number: >= 26 and <= 33,
    };
}
