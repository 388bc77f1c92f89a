// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Kvm;

/// <summary>Broken: the migration relies on KVM's dirty log, which has neither replies nor discards.</summary>
[Breaks("PVMC-VMM-020")]
internal sealed class Vmm020DirtyLogAlone(Func<IHostCalls, IHostCalls>? calls) : KvmVmm(calls)
{
    internal override ulong TakeDirty() => TakeLog();
}
