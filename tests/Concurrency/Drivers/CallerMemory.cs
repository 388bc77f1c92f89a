// SPDX-License-Identifier: Apache-2.0

using Microsoft.Coyote.Rewriting;
using Microsoft.Coyote.Runtime;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Impl.Driver;

namespace Pvmemcontrol.Concurrency.Drivers;

/// <summary>The memory of a task that calls ioctl: one request, then its reply.</summary>
[SkipRewriting("a test double")]
internal sealed class CallerMemory(Schedule schedule, byte[] bytes) : IUserMemory
{
    /// <inheritdoc/>
    public bool CopyFrom(ulong pointer, Span<byte> destination)
    {
        SchedulingPoint.Interleave();
        schedule.Note("copy_from_user");
        bytes.CopyTo(destination);
        return true;
    }

    /// <inheritdoc/>
    public bool CopyTo(ulong pointer, ReadOnlySpan<byte> source)
    {
        SchedulingPoint.Interleave();
        schedule.Note("copy_to_user");
        source.CopyTo(bytes);
        return true;
    }
}
