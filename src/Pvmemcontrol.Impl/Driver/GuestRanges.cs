// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Driver;

/// <summary>
/// A set of guest physical addresses, kept as ranges that do not touch; and besides these, ranges that stay as they
/// were added.
/// </summary>
public sealed class GuestRanges
{
    /// <summary>Start of each range to its end, which is not part of it.</summary>
    private readonly SortedDictionary<ulong, ulong> _ranges = [];

    /// <summary>Start and end of each that is kept apart.</summary>
    private readonly SortedSet<(ulong Start, ulong End)> _apart = [];

    /// <summary>True when nothing is in the set.</summary>
    public bool IsEmpty => _ranges.Count == 0 && _apart.Count == 0;

    /// <summary>The ranges that do not touch, the lowest first: address and length in bytes.</summary>
    public IReadOnlyList<(ulong Address, ulong Length)> Joined => [.. _ranges.Select(r => (r.Key, r.Value - r.Key))];

    /// <summary>Those that are kept apart: address and length in bytes.</summary>
    public IReadOnlyList<(ulong Address, ulong Length)> Apart => [.. _apart.Select(r => (r.Start, r.End - r.Start))];

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

    /// <summary>Adds a range that is joined to no other, and taken out as a whole or not at all.</summary>
    /// <param name="address">Its first byte.</param>
    /// <param name="length">Bytes.</param>
    public void AddApart(ulong address, ulong length)
    {
        if (EndOf(address, length) is { } end)
        {
            _apart.Add((address, end));
        }
    }

    /// <summary>
    /// Takes a range out; what lies on either side of it stays, and so does what is kept apart and reaches beyond it.
    /// </summary>
    /// <param name="address">Its first byte.</param>
    /// <param name="length">Bytes.</param>
    public void Remove(ulong address, ulong length)
    {
        if (EndOf(address, length) is not { } end)
        {
            return;
        }

        _apart.RemoveWhere(r => r.Start >= address && r.End <= end);
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

    /// <summary>Takes out a range that was added apart, and nothing else.</summary>
    /// <param name="address">Its first byte.</param>
    /// <param name="length">Bytes.</param>
    public void RemoveApart(ulong address, ulong length) => _apart.Remove((address, address + length));

    private List<KeyValuePair<ulong, ulong>> Touching(ulong start, ulong end) =>
        [.. _ranges.Where(r => r.Key <= end && r.Value >= start)];

    private static ulong? EndOf(ulong address, ulong length) =>
        length == 0 || length > ulong.MaxValue - address ? null : address + length;
}
