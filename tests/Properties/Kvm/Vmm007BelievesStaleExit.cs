// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Impl.Kvm;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Kvm;

/// <summary>
/// Broken: after a KVM_RUN that failed, the VMM handles what the run structure still says about an earlier exit.
/// </summary>
[Breaks("PVMC-VMM-007")]
internal sealed class Vmm007BelievesStaleExit(Func<IHostCalls, IHostCalls>? calls) : KvmVmm(calls)
{
    protected override KvmVcpu CreateVcpu(IMmioDevice registers) => new Believing(Guest, registers);

    private sealed class Believing(KvmGuest guest, IMmioDevice registers) : KvmVcpu(guest, registers)
    {
        private bool _hasBelieved;

        /// <summary>Once for each fault, so that a test comes to an end.</summary>
        protected override VcpuExit Run()
        {
            var exit = base.Run();
            _hasBelieved = exit is VcpuExit.Refused && !_hasBelieved;
            return _hasBelieved ? Guest.Vcpu.ShownMmio : exit;
        }
    }
}
