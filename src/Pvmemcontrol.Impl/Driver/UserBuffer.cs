// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Driver;

/// <summary>The memory of a task with one object; any other access faults.</summary>
/// <param name="address">The object's address, which any number may be: 32-bit callers have small ones.</param>
/// <param name="size">Its bytes.</param>
public sealed class UserBuffer(ulong address, int size) : IUserMemory
{
    private readonly byte[] _bytes = new byte[size];

    /// <summary>The object's address.</summary>
    public ulong Address { get; } = address;

    /// <summary>The object.</summary>
    public Span<byte> Bytes => _bytes;

    /// <inheritdoc/>
    public bool CopyFrom(ulong address, Span<byte> destination)
    {
        if (!IsMapped(address, destination.Length))
        {
            return false;
        }

        _bytes.AsSpan((int)(address - Address), destination.Length).CopyTo(destination);
        return true;
    }

    /// <inheritdoc/>
    public bool CopyTo(ulong address, ReadOnlySpan<byte> source)
    {
        if (!IsMapped(address, source.Length))
        {
            return false;
        }

        source.CopyTo(_bytes.AsSpan((int)(address - Address)));
        return true;
    }

    /// <summary>Unsigned: an address below the object is far above it.</summary>
    private bool IsMapped(ulong at, int length) =>
        at - Address <= (ulong)_bytes.Length && (ulong)length <= (ulong)_bytes.Length - (at - Address);
}
