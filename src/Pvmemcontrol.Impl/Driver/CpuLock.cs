// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Driver;

/// <summary>The local lock of one CPU.</summary>
internal sealed class CpuLock
{
    private const int Free = 0;
    private const int Held = 1;

    private int _state;

    internal void Enter()
    {
        var spin = default(SpinWait);
        while (Interlocked.CompareExchange(ref _state, Held, Free) != Free)
        {
            spin.SpinOnce();
        }
    }

    internal void Exit()
    {
        if (Interlocked.Exchange(ref _state, Free) != Held)
        {
            throw new KernelBugException("local_unlock without local_lock");
        }
    }
}
