// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.VfioUser.Tagging;

/// <summary>Guest RAM as it is mapped at the moment; another thread may change the map.</summary>
public interface IGuestRam
{
    /// <summary>Copies bytes out of guest RAM; false when not all of them are there.</summary>
    /// <param name="address">Guest physical address.</param>
    /// <param name="destination">Gets them.</param>
    bool TryRead(ulong address, Span<byte> destination);

    /// <summary>Copies bytes into guest RAM; false when not all of them are there.</summary>
    /// <param name="address">Guest physical address.</param>
    /// <param name="source">The bytes.</param>
    bool TryWrite(ulong address, ReadOnlySpan<byte> source);
}
