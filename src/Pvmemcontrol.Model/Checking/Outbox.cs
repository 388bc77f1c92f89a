// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;

namespace Pvmemcontrol.Model.Checking;

/// <summary>Some states on their way from the worker that found them to the worker that owns them.</summary>
internal sealed class Outbox<TKey>
    where TKey : unmanaged
{
    /// <summary>
    /// States after which it should be sent. Long enough to make that rare, short enough for a few to stay in a cache,
    /// and for no worker to wait long for the last one of a depth. The steps of one state more still find room.
    /// </summary>
    internal const int FullAt = (1 << 11) - 64;

    private TKey[] _keys = new TKey[64];
    private int _count;

    /// <summary>What is in it.</summary>
    internal ReadOnlySpan<TKey> Keys => _keys.AsSpan(0, _count);

    /// <summary>True when it should be sent.</summary>
    internal bool IsFull => _count >= FullAt;

    /// <summary>What it holds room for.</summary>
    internal long Bytes => (long)_keys.Length * Unsafe.SizeOf<TKey>();

    /// <summary>Room for this many more, full or not; <see cref="Take"/> says how many were added.</summary>
    internal Span<TKey> Room(int count)
    {
        while (_keys.Length - _count < count)
        {
            Array.Resize(ref _keys, 2 * _keys.Length);
        }

        return _keys.AsSpan(_count, count);
    }

    /// <summary>Takes what was put into the room.</summary>
    internal void Take(int count) => _count += count;

    /// <summary>Adds several, full or not.</summary>
    internal void AddRange(ReadOnlySpan<TKey> keys)
    {
        keys.CopyTo(Room(keys.Length));
        Take(keys.Length);
    }

    /// <summary>Empties it.</summary>
    internal void Clear() => _count = 0;
}
