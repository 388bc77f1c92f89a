// SPDX-License-Identifier: Apache-2.0

using System.Numerics;

namespace Pvmemcontrol.Model.Checking;

/// <summary>
/// A set of states that numbers them in the order of their discovery. Exact: a state is known only when its whole key
/// was compared.
/// </summary>
/// <remarks>
/// The keys are in a list; a table has 8 bytes for each, of which half are the number and half are bits of the hash, so
/// that only one other key in millions is compared in vain. The list in the order of discovery costs no more than the
/// queues of a search would, is those queues, and is what counterexamples are rebuilt from.
/// </remarks>
internal sealed class StateTable<TKey>
    where TKey : unmanaged, IBinaryInteger<TKey>
{
    // A lookup waits for memory twice. Done in groups, the waits of a group pass together. About half of a group is
    // known to be recent, and is not looked up.
    private const int GroupSize = 256;

    private readonly KeyList<TKey> _keys = new();
    private readonly EntryTable _table = new();
    private readonly RecentKeys<TKey> _recent = new();
    private readonly TKey[] _group = new TKey[GroupSize];
    private readonly uint[] _tags = new uint[GroupSize];
    private readonly long[] _places = new long[GroupSize];
    private readonly ulong[] _entries = new ulong[GroupSize];
    private readonly TKey[] _candidates = new TKey[GroupSize];

    /// <summary>How many states there are; their numbers are below.</summary>
    internal int Count => _keys.Count;

    /// <summary>What is held for them.</summary>
    internal long Bytes => _keys.Bytes + _recent.Bytes + _table.Bytes;

    /// <summary>What will be held once the table has grown.</summary>
    internal long BytesAfterGrowth => _keys.Bytes + _recent.Bytes + _table.BytesAfterGrowth;

    /// <summary>A state by its number.</summary>
    internal TKey this[int number] => _keys[number];

    /// <summary>Adds those that are not there yet.</summary>
    internal void AddAll(ReadOnlySpan<TKey> keys)
    {
        _recent.GrowFor(Count);
        for (var from = 0; from < keys.Length; from += GroupSize)
        {
            var count = _recent.Sift(keys[from..Math.Min(from + GroupSize, keys.Length)], _group, _tags);
            AddGroup(_group.AsSpan(0, count));
        }
    }

    /// <summary>The number of a state; -1 when it is not there.</summary>
    internal int Find(TKey key)
    {
        var tag = KeyHash.Tag(key);
        for (var place = _table.Home(tag); ; place = _table.After(place))
        {
            var entry = _table[place];
            if (entry == 0)
            {
                return -1;
            }

            if (EntryTable.Tag(entry) == tag && _keys[Number(entry)] == key)
            {
                return Number(entry);
            }
        }
    }

    private static int Number(ulong entry) => (int)(uint)entry - 1;

    private void AddGroup(ReadOnlySpan<TKey> keys)
    {
        while ((_keys.Count + keys.Length) * 5L > _table.Capacity * 4)
        {
            _table.Grow();
        }

        var tags = _tags.AsSpan(0, keys.Length);
        var places = _places.AsSpan(0, keys.Length);
        var entries = _entries.AsSpan(0, keys.Length);
        var candidates = _candidates.AsSpan(0, keys.Length);
        _table.Approach(tags, places, entries);
        for (var i = 0; i < keys.Length; i++)
        {
            var entry = _table.Walk(ref places[i], tags[i]);
            entries[i] = entry;
            if (entry != 0)
            {
                candidates[i] = _keys[Number(entry)];
            }
        }

        for (var i = 0; i < keys.Length; i++)
        {
            if (entries[i] == 0 || candidates[i] != keys[i])
            {
                AddAt(places[i], tags[i], keys[i]);
            }
        }
    }

    // From the first place that can hold it: what was added since the place was looked up can only have filled it.
    private void AddAt(long place, uint tag, TKey key)
    {
        for (; ; place = _table.After(place))
        {
            ref var entry = ref _table[place];
            if (entry == 0)
            {
                _keys.Add(key);
                entry = EntryTable.Entry(tag, (uint)_keys.Count);
                return;
            }

            if (EntryTable.Tag(entry) == tag && _keys[Number(entry)] == key)
            {
                return;
            }
        }
    }
}
