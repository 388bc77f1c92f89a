// SPDX-License-Identifier: Apache-2.0

using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Impl.Driver;

namespace Pvmemcontrol.Concurrency.Drivers;

/// <summary>The memory of a task that calls ioctl: one request, then its reply.</summary>
[SkipRewriting("a test double")]
internal sealed class CallerMemory(byte[] bytes) : IUserMemory
{
    /// <inheritdoc/>
    public bool CopyFrom(ulong pointer, Span<byte> destination)
    {
        Microsoft.Coyote.Runtime.SchedulingPoint.Interleave();
        bytes.CopyTo(destination);
        return true;
    }

    /// <inheritdoc/>
    public bool CopyTo(ulong pointer, ReadOnlySpan<byte> source)
    {
        Microsoft.Coyote.Runtime.SchedulingPoint.Interleave();
        source.CopyTo(bytes);
        return true;
    }
}
