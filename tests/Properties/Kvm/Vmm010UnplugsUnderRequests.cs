// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Kvm;

/// <summary>Broken: the VMM deletes a memory slot while a request in flight uses the memory.</summary>
[Breaks("PVMC-VMM-010")]
internal sealed class Vmm010UnplugsUnderRequests(Func<IHostCalls, IHostCalls>? calls) : KvmVmm(calls)
{
    internal override void Unplug() => DeleteSlot();
}
