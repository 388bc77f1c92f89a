// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;

namespace Pvmemcontrol.Impl.Driver;

/// <summary>The allocated bytes of a range of guest RAM. First fit; not thread-safe.</summary>
/// <param name="start">Guest physical address of the first byte; page aligned.</param>
/// <param name="size">Bytes.</param>
internal sealed class GuestHeap(ulong start, ulong size)
{
    /// <summary>The end of every piece by its start.</summary>
    private readonly SortedDictionary<ulong, ulong> _pieces = [];

    /// <summary>Places pieces; null when there is no room for all of them.</summary>
    internal GuestAllocation? TryTake(int bytes, int alignment, int count)
    {
        var addresses = ImmutableArray.CreateBuilder<ulong>(count);
        for (var i = 0; i < count; i++)
        {
            if (Find((ulong)bytes, (ulong)alignment) is not { } address)
            {
                GiveBack(addresses);
                return null;
            }

            _pieces.Add(address, address + (ulong)bytes);
            addresses.Add(address);
        }

        return new GuestAllocation(bytes, addresses.MoveToImmutable());
    }

    /// <summary>Frees the pieces.</summary>
    internal void GiveBack(IEnumerable<ulong> addresses)
    {
        foreach (var address in addresses)
        {
            _pieces.Remove(address);
        }
    }

    private ulong? Find(ulong bytes, ulong alignment)
    {
        var candidate = start;
        foreach (var (taken, end) in _pieces)
        {
            if (candidate + bytes <= taken)
            {
                break;
            }

            candidate = (end + alignment - 1) & ~(alignment - 1);
        }

        return candidate + bytes <= start + size ? candidate : null;
    }
}
