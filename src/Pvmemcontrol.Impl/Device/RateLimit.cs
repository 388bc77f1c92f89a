// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;

namespace Pvmemcontrol.Impl.Device;

/// <summary>A rate limit for log records that a guest can provoke.</summary>
/// <param name="perSecond">The most records per second.</param>
internal sealed class RateLimit(int perSecond)
{
    private long _windowStart = Stopwatch.GetTimestamp();
    private int _taken;
    private int _dropped;

    /// <summary>True when one more fits into this second; then also how many were dropped before it.</summary>
    internal bool TryTake(out int dropped)
    {
        dropped = 0;
        var start = Volatile.Read(ref _windowStart);
        var now = Stopwatch.GetTimestamp();
        if (now - start >= Stopwatch.Frequency && Interlocked.CompareExchange(ref _windowStart, now, start) == start)
        {
            Volatile.Write(ref _taken, 0);
        }

        // The plain read first, so that a guest that floods doesn't run the counter over.
        if (Volatile.Read(ref _taken) < perSecond && Interlocked.Increment(ref _taken) <= perSecond)
        {
            dropped = Interlocked.Exchange(ref _dropped, 0);
            return true;
        }

        Interlocked.Increment(ref _dropped);
        return false;
    }
}
