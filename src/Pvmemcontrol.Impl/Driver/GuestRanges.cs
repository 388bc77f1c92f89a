// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Driver;

/// <summary>A set of guest physical addresses, kept as ranges that do not touch.</summary>
public sealed class GuestRanges
{
    /// <summary>Start of each range to its end, which is not part of it.</summary>
    private readonly SortedDictionary<ulong, ulong> _ranges = [];

    /// <summary>True when nothing is in the set.</summary>
    public bool IsEmpty => _ranges.Count == 0;

    /// <summary>The ranges, the lowest first: address and length in bytes.</summary>
    public IReadOnlyList<(ulong Address, ulong Length)> All => [.. _ranges.Select(r => (r.Key, r.Value - r.Key))];

    /// <summary>Adds a range. One that is empty, or wraps, names no memory and adds nothing.</summary>
    /// <param name="address">Its first byte.</param>
    /// <param name="length">Bytes.</param>
    public void Add(ulong address, ulong length)
    {
        if (EndOf(address, length) is not { } end)
        {
            return;
        }

        foreach (var (start, other) in Touching(address, end))
        {
            _ranges.Remove(start);
            address = Math.Min(address, start);
            end = Math.Max(end, other);
        }

        _ranges.Add(address, end);
    }

    /// <summary>Takes a range out; what lies on either side of it stays.</summary>
    /// <param name="address">Its first byte.</param>
    /// <param name="length">Bytes.</param>
    public void Remove(ulong address, ulong length)
    {
        if (EndOf(address, length) is not { } end)
        {
            return;
        }

        foreach (var (start, other) in Touching(address, end))
        {
            _ranges.Remove(start);
            if (start < address)
            {
                _ranges.Add(start, Math.Min(address, other));
            }

            if (other > end)
            {
                _ranges.Add(Math.Max(end, start), other);
            }
        }
    }

    private List<KeyValuePair<ulong, ulong>> Touching(ulong start, ulong end) =>
        [.. _ranges.Where(r => r.Key <= end && r.Value >= start)];

    private static ulong? EndOf(ulong address, ulong length) =>
        length == 0 || length > ulong.MaxValue - address ? null : address + length;
}
