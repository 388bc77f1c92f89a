// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Impl.Vcpus;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Properties.Device;

namespace Pvmemcontrol.Properties.Kvm;

/// <summary>Puts PVMC-VMM entries to a VMM with a real vCPU, each to a VM of its own.</summary>
/// <param name="make">Makes a VMM.</param>
internal sealed class VmmJudge(Func<Func<IHostCalls, IHostCalls>?, KvmVmm> make)
{
    private const int Page = 3;
    private const ulong Content = 0x1234_5678_9ABC_DEF0;

    private static readonly ImmutableArray<(Requirement Requirement, Func<VmmJudge, bool> Holds)> Checks =
    [
        (VmmRequirements.CommandWritesAreSynchronous, judge => judge.IsSynchronous()),
        (VmmRequirements.CommandsArePerformedOnce, judge => judge.PerformsOnce()),
        (VmmRequirements.OnlyPresentGuestRam, judge => judge.UnplugWaits()),
        (VmmRequirements.NewMemoryStartsAfresh, judge => judge.NewMemoryIsNew()),
        (VmmRequirements.RevokedAccessIsNoMmio, judge => judge.RevokedAccessFaults()),
        (VmmRequirements.BackingChangesReachTheGuest, judge => judge.ChangesAreSeen()),
        (VmmRequirements.ChangesAreMigrated, judge => judge.ChangesAreMigrated()),
    ];

    /// <summary>The entries that are put to a VMM.</summary>
    internal static IEnumerable<Requirement> Judged => Checks.Select(c => c.Requirement);

    /// <summary>True when the VMM keeps an entry.</summary>
    internal bool Keeps(string requirement) =>
        Checks.Single(c => c.Requirement.Id.ToString() == requirement).Holds(this);

    /// <summary>The entries that the VMM does not keep.</summary>
    internal IEnumerable<string> NotKept() =>
        Checks.Where(c => !c.Holds(this)).Select(c => c.Requirement.Id.ToString());

    private bool IsSynchronous()
    {
        using var vmm = make(null);
        var guest = new VmmGuest(vmm);
        var request = new Request(FunctionCode.DontNeed, VmmGuest.Page(Page), PageGeometry.Size);
        var asked = new byte[Request.Size];
        request.Encode(asked);
        return !guest.Send(request).AsSpan().SequenceEqual(asked);
    }

    /// <summary>The access after the command faults: the VMM meets a KVM_RUN that failed.</summary>
    private bool PerformsOnce()
    {
        using var vmm = make(null);
        var guest = new VmmGuest(vmm);
        guest.FillOnly(new Request(FunctionCode.DontNeed, VmmGuest.Page(Page), PageGeometry.Size));
        Revoke(vmm, FunctionCode.MProtectNone);
        var before = vmm.Commands;
        _ = guest.CommandAnd(GuestAccess.Load(VmmGuest.Page(Page), 8, 8));
        return vmm.Commands == before + 1;
    }

    private bool UnplugWaits()
    {
        using var gate = new GatedHostCalls();
        using var vmm = make(_ => gate);
        var guest = new VmmGuest(vmm);
        var request = new Request(FunctionCode.DontNeed, KvmVmm.Dimm.Start, PageGeometry.Size);
        var sending = Vcpu.Start(() => guest.Send(request));
        gate.AwaitEntered();
        var unplugging = Vcpu.Start(vmm.Unplug);
        var waits = unplugging.ComesToRest();
        gate.Open();
        sending.Join();
        unplugging.Join();
        return waits;
    }

    private bool NewMemoryIsNew()
    {
        using var vmm = make(null);
        var guest = new VmmGuest(vmm);
        _ = guest.Send(new Request(FunctionCode.MProtectNone, KvmVmm.Dimm.Start, PageGeometry.Size));
        vmm.Unplug();
        vmm.Plug();
        return guest.Store(KvmVmm.Dimm.Start, Content) && guest.Load(KvmVmm.Dimm.Start) == Content;
    }

    /// <summary>A store of the guest's processor, and one that KVM emulates.</summary>
    private bool RevokedAccessFaults()
    {
        using var vmm = make(null);
        var guest = new VmmGuest(vmm);
        _ = guest.Store(VmmGuest.Page(Page), Content);
        Revoke(vmm, FunctionCode.MProtectR);
        var isStored = guest.ReadAndStore(VmmGuest.Page(Page));
        var isMoved = vmm.Vcpu.Move(Bar.Start + Registers.Command, VmmGuest.Page(Page));
        return !isStored && !isMoved && guest.Load(VmmGuest.Page(Page)) == Content;
    }

    private bool ChangesAreSeen()
    {
        using var vmm = make(null);
        var guest = new VmmGuest(vmm);
        _ = guest.Store(VmmGuest.Page(Page), Content);
        guest.FillOnly(new Request(FunctionCode.DontNeed, VmmGuest.Page(Page), PageGeometry.Size));
        _ = guest.CommandAnd(GuestAccess.Load(VmmGuest.Page(0), 8, 8));
        return guest.Load(VmmGuest.Page(Page)) == 0;
    }

    /// <summary>Asked before the guest looks: a load may enter the log.</summary>
    private bool ChangesAreMigrated()
    {
        using var vmm = make(null);
        var guest = new VmmGuest(vmm);
        _ = guest.Store(VmmGuest.Page(Page), Content);
        guest.FillOnly(new Request(FunctionCode.DontNeed, VmmGuest.Page(Page), PageGeometry.Size));
        _ = vmm.TakeDirty();
        _ = guest.CommandAnd(GuestAccess.Load(Bar.Start + Registers.Command, 4, 0));
        const ulong Changed = (1UL << VmmGuest.BufferPage) | (1UL << Page);
        return (vmm.TakeDirty() & Changed) == Changed;
    }

    /// <summary>By the host call itself: what becomes of requests is judged elsewhere.</summary>
    private static void Revoke(KvmVmm vmm, FunctionCode function) => new LinuxHostCalls(vmm.Memory)
        .Call(function, 0, (ulong)Page << PageGeometry.Shift, PageGeometry.Size, 0);
}
