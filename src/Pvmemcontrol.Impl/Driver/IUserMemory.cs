// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Driver;

/// <summary>The memory of the task that called: not all of it is mapped, or writable. Copies may sleep.</summary>
public interface IUserMemory
{
    /// <summary>copy_from_user().</summary>
    /// <returns>False when some byte cannot be read (-EFAULT).</returns>
    bool CopyFrom(ulong address, Span<byte> destination);

    /// <summary>copy_to_user().</summary>
    /// <returns>False when some byte cannot be written (-EFAULT); some may have been.</returns>
    bool CopyTo(ulong address, ReadOnlySpan<byte> source);
}
