// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Kvm;

/// <summary>Broken: memory that is plugged in has the protections of what was there before.</summary>
[Breaks("PVMC-VMM-011")]
internal sealed class Vmm011OldFlags(Func<IHostCalls, IHostCalls>? calls) : KvmVmm(calls)
{
    internal override void Plug() => SetSlot();
}
