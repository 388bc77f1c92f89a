// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Device;

/// <summary>
/// The channels of one handshake, as requests look them up: immutable, so that a lookup takes no lock. Commands count
/// up from <paramref name="firstCommand"/>; null is a channel that was dropped alone.
/// </summary>
internal sealed class ChannelTable(uint firstCommand, LiveChannel?[] channels)
{
    /// <summary>No channels.</summary>
    internal static readonly ChannelTable Empty = new(0, []);

    private readonly ulong[] _bufferPages = PagesOf(channels);

    /// <summary>The channel of a command, or null.</summary>
    internal LiveChannel? Find(uint command)
    {
        // Unsigned: a command below the first gives an index beyond the last.
        var index = command - firstCommand;
        return index < (uint)channels.Length ? channels[index] : null;
    }

    /// <summary>True when some buffer has a byte in a page of the range.</summary>
    /// <param name="address">Guest physical address.</param>
    /// <param name="length">Bytes, at least 1; the range must not wrap.</param>
    internal bool HasBufferIn(ulong address, ulong length)
    {
        var first = address >> PageGeometry.Shift;
        var index = Array.BinarySearch(_bufferPages, first);
        index = index < 0 ? ~index : index;
        return index < _bufferPages.Length && _bufferPages[index] <= (address + (length - 1)) >> PageGeometry.Shift;
    }

    private static ulong[] PagesOf(LiveChannel?[] channels)
    {
        var pages = new SortedSet<ulong>();
        foreach (var channel in channels.OfType<LiveChannel>())
        {
            pages.Add(channel.Address >> PageGeometry.Shift);
            pages.Add((channel.Address + Request.Size - 1) >> PageGeometry.Shift);
        }

        return [.. pages];
    }
}
