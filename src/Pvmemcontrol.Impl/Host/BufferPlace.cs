// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Host;

/// <summary>
/// Where the VMM finds the 32 bytes of a channel's buffer: in one piece, or in two where it crosses from a region into
/// the next. Made by <see cref="GuestMemory.TryPlaceBuffer"/> only, valid as long as that memory is mapped.
/// </summary>
public readonly struct BufferPlace
{
    internal BufferPlace(nint first, int firstLength, nint second)
    {
        First = first;
        FirstLength = firstLength;
        Second = second;
    }

    internal nint First { get; }

    internal int FirstLength { get; }

    internal nint Second { get; }
}
