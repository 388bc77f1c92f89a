// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Impl.Kvm;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Kvm;

/// <summary>
/// Broken: an MMIO exit at an address of guest RAM is answered as if no device were there: ones, and stores vanish.
/// </summary>
[Breaks("PVMC-VMM-012")]
internal sealed class Vmm012RevokedReadsAsOnes(Func<IHostCalls, IHostCalls>? calls) : KvmVmm(calls)
{
    protected override KvmVcpu CreateVcpu(IMmioDevice registers) => new Answering(Guest, registers);

    private sealed class Answering(KvmGuest guest, IMmioDevice registers) : KvmVcpu(guest, registers)
    {
        protected override bool IsAnswered(VcpuExit.Mmio exit)
        {
            if (!exit.IsWrite)
            {
                Guest.Vcpu.MmioData.Fill(0xFF);
            }

            return true;
        }
    }
}
