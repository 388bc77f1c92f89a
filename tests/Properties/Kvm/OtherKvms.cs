// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Kvm;
using Pvmemcontrol.Impl.Kvm;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Kvm;

/// <summary>The guest keeps seeing what was discarded.</summary>
[Breaks("PVMC-HOST-026")]
internal sealed class Host026SeesDiscardedPages(Backing backing) : KvmStage(backing)
{
    protected internal override ulong Loaded() => base.Loaded() + 1;
}

/// <summary>An access that the host's mapping refuses is an MMIO exit.</summary>
[Breaks("PVMC-HOST-027")]
internal sealed class Host027RefusedIsMmio(Backing backing) : KvmStage(backing)
{
    protected override VcpuExit Run() =>
        base.Run() is var exit and not VcpuExit.Refused ? exit : new VcpuExit.Mmio(0x1_0000_1000, 8, IsWrite: true);
}

/// <summary>What was refused once stays refused.</summary>
[Breaks("PVMC-HOST-028")]
internal sealed class Host028StaysRefused(Backing backing) : KvmStage(backing)
{
    private VcpuExit.Refused? _refused;

    protected override VcpuExit Run()
    {
        if (_refused is not null)
        {
            return _refused;
        }

        var exit = base.Run();
        _refused = exit as VcpuExit.Refused;
        return exit;
    }
}

/// <summary>Emulated stores are refused with EFAULT too.</summary>
[Breaks("PVMC-HOST-029")]
internal sealed class Host029EmulatedIsRefused(Backing backing) : KvmStage(backing)
{
    protected override VcpuExit Run() => base.Run() is var exit
        && exit is VcpuExit.Mmio { IsWrite: true, Address: >= 0x1_0000_0000 } ? new VcpuExit.Other(0) : exit;
}

/// <summary>An access without a memory slot ends the guest.</summary>
[Breaks("PVMC-HOST-030")]
internal sealed class Host030NoSlotEndsGuest(Backing backing) : KvmStage(backing)
{
    protected override VcpuExit Run() => base.Run() is var exit
        && exit is VcpuExit.Mmio { IsWrite: false, Address: >= 0x1_0000_0000 } ? new VcpuExit.Other(0) : exit;
}

/// <summary>A memory slot keeps the pages of the old mapping.</summary>
[Breaks("PVMC-HOST-031")]
internal sealed class Host031KeepsOldMapping(Backing backing) : KvmStage(backing)
{
    private bool _hasCalled;

    protected internal override Errno Call(FunctionCode function, int page)
    {
        _hasCalled = true;
        return base.Call(function, page);
    }

    protected internal override ulong Loaded() => _hasCalled ? base.Loaded() : Mark;
}

/// <summary>The dirty log misses stores.</summary>
[Breaks("PVMC-HOST-032")]
internal sealed class Host032LogsNothing(Backing backing) : KvmStage(backing)
{
    protected override void TakeLog(Span<byte> bitmap) => bitmap.Clear();
}

/// <summary>The dirty log has what the VMM stored.</summary>
[Breaks("PVMC-HOST-033")]
internal sealed class Host033LogsTheVmm(Backing backing) : KvmStage(backing)
{
    protected override void TakeLog(Span<byte> bitmap)
    {
        base.TakeLog(bitmap);
        bitmap[0] = bitmap[0] == 0 ? (byte)4 : bitmap[0];
    }
}
