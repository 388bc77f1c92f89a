// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Kvm;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>
/// A vCPU of KVM that tells how far the guest has come, before the device performs a register access.
/// </summary>
/// <param name="guest">A VM over the guest RAM.</param>
/// <param name="registers">The device in BAR0.</param>
/// <param name="data">Where loads put what they read.</param>
/// <param name="reach">Called with the number of accesses that the guest has made.</param>
internal sealed class ReportingVcpu(KvmGuest guest, IMmioDevice registers, ReportingVcpu.Bytes data, Action<int> reach)
    : KvmVcpu(guest, registers)
{
    /// <summary>Bytes that may be elsewhere the next time.</summary>
    internal delegate Span<byte> Bytes();

    /// <inheritdoc/>
    protected override void AccessRegister(VcpuExit.Mmio exit)
    {
        reach(Guest.TakeUpTo(exit, data()));
        base.AccessRegister(exit);
    }
}
