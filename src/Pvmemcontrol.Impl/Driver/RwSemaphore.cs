// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Driver;

/// <summary>
/// A lock for many readers or one writer. As with rwlock_t, a reader does not wait for a writer that waits, so that a
/// task may take the read lock again while it holds it; the lock is not fair. It may sleep.
/// </summary>
/// <remarks>
/// One number and compare-and-swap: the same code runs in production and under a systematic tester, which controls
/// these primitives and not those of the library's own reader-writer locks.
/// </remarks>
public sealed class RwSemaphore
{
    private const int Free = 0;
    private const int Written = -1;

    /// <summary>The number of readers; or <see cref="Written"/>.</summary>
    private int _state;

    /// <summary>The readers inside.</summary>
    public int Readers => Math.Max(Volatile.Read(ref _state), Free);

    /// <summary>True while a writer is inside.</summary>
    public bool IsWritten => Volatile.Read(ref _state) == Written;

    /// <summary>down_read(): waits while a writer is inside.</summary>
    public void DownRead()
    {
        var spin = default(SpinWait);
        while (true)
        {
            var state = Volatile.Read(ref _state);
            if (state != Written && Interlocked.CompareExchange(ref _state, state + 1, state) == state)
            {
                return;
            }

            spin.SpinOnce();
        }
    }

    /// <summary>up_read().</summary>
    /// <exception cref="KernelBugException">No reader is inside.</exception>
    public void UpRead()
    {
        if (Interlocked.Decrement(ref _state) < Free)
        {
            throw new KernelBugException("up_read without down_read");
        }
    }

    /// <summary>down_write(): waits until there is no reader and no writer.</summary>
    public void DownWrite()
    {
        var spin = default(SpinWait);
        while (Interlocked.CompareExchange(ref _state, Written, Free) != Free)
        {
            spin.SpinOnce();
        }
    }

    /// <summary>up_write().</summary>
    /// <exception cref="KernelBugException">No writer is inside.</exception>
    public void UpWrite()
    {
        if (Interlocked.CompareExchange(ref _state, Free, Written) != Written)
        {
            throw new KernelBugException("up_write without down_write");
        }
    }
}
