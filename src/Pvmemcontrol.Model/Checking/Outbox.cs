// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;

namespace Pvmemcontrol.Model.Checking;

/// <summary>States on their way from the worker that found them to the worker that owns them.</summary>
internal sealed class Outbox<TKey>
    where TKey : unmanaged
{
    /// <summary>
    /// States after which it should be emptied. Long enough to make waiting for the other workers rare, short enough
    /// to stay in a cache.
    /// </summary>
    internal const int FullAt = 1 << 14;

    private TKey[] _keys = new TKey[64];
    private int _count;

    /// <summary>What is in it.</summary>
    internal ReadOnlySpan<TKey> Keys => _keys.AsSpan(0, _count);

    /// <summary>True when it should be emptied.</summary>
    internal bool IsFull => _count >= FullAt;

    /// <summary>What it holds room for.</summary>
    internal long Bytes => (long)_keys.Length * Unsafe.SizeOf<TKey>();

    /// <summary>Adds one, full or not.</summary>
    internal void Add(TKey key)
    {
        if (_count == _keys.Length)
        {
            Array.Resize(ref _keys, 2 * _count);
        }

        _keys[_count++] = key;
    }

    /// <summary>Adds several, full or not.</summary>
    internal void AddRange(ReadOnlySpan<TKey> keys)
    {
        foreach (var key in keys)
        {
            Add(key);
        }
    }

    /// <summary>Empties it.</summary>
    internal void Clear() => _count = 0;
}
