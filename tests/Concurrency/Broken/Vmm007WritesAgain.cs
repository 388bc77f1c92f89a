// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Concurrency.Vmms;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>
/// Broken: a register access that the machine was saved in the course of is made again by the restored vCPU, as KVM
/// does with an exit that was not completed.
/// </summary>
internal sealed class Vmm007WritesAgain(VmmStage stage) : Vmm(stage)
{
    private int _migrations;

    public override void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        int before;
        do
        {
            before = Volatile.Read(ref _migrations);
            base.Write(offset, data);
        }
        while (Volatile.Read(ref _migrations) != before);
    }

    internal override void Migrate()
    {
        Interlocked.Increment(ref _migrations);
        base.Migrate();
    }
}
