// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Kvm;

/// <summary>Why a vCPU left the guest.</summary>
public abstract record VcpuExit
{
    private VcpuExit()
    {
    }

    /// <summary>
    /// KVM_RUN failed with EFAULT: the host's mapping does not allow an access. It can be tried again.
    /// </summary>
    public sealed record Refused : VcpuExit
    {
        internal static readonly Refused Instance = new();
    }

    /// <summary>
    /// KVM_EXIT_MMIO: an access where there is no memory slot, or one that KVM emulates and cannot make.
    /// </summary>
    /// <param name="Address">Guest physical address.</param>
    /// <param name="Length">Bytes, 1 to 8; they are in <see cref="Vcpu.MmioData"/>.</param>
    /// <param name="IsWrite">True for a store.</param>
    public sealed record Mmio(ulong Address, int Length, bool IsWrite) : VcpuExit;

    /// <summary>Anything else, which no guest here causes.</summary>
    /// <param name="Reason">KVM_EXIT_*.</param>
    public sealed record Other(uint Reason) : VcpuExit;

    /// <summary>KVM_RUN came back at once, as it was asked to.</summary>
    public sealed record Completed : VcpuExit
    {
        internal static readonly Completed Instance = new();
    }
}
