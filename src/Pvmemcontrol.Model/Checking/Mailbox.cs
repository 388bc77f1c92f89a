// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Checking;

/// <summary>
/// States on their way from the worker that found them to the worker that owns them, in batches. One thread fills, one
/// empties, and neither waits for the other until all batches are on their way: so a thread that the machine slows for
/// a while does not slow the rest.
/// </summary>
internal sealed class Mailbox<TKey>
    where TKey : unmanaged
{
    private readonly Outbox<TKey>[] _batches;
    private MailboxCounters _counters;

    /// <summary>An empty one.</summary>
    /// <param name="batches">How many may be under way at once.</param>
    internal Mailbox(int batches)
    {
        _batches = new Outbox<TKey>[batches];
        for (var i = 0; i < batches; i++)
        {
            _batches[i] = new Outbox<TKey>();
        }
    }

    /// <summary>What all batches hold room for.</summary>
    internal long Bytes => _batches.Sum(b => b.Bytes);

    /// <summary>For the sender: true when there is a batch to fill.</summary>
    internal bool HasRoom => _counters.Posted - Volatile.Read(ref _counters.Taken) < _batches.Length;

    /// <summary>For the sender, when it has room: the batch being filled.</summary>
    internal Outbox<TKey> Open => _batches[_counters.Posted % _batches.Length];

    /// <summary>For the sender: the batch being filled is on its way.</summary>
    internal void Post() => Volatile.Write(ref _counters.Posted, _counters.Posted + 1);

    /// <summary>For the receiver: the oldest batch under way, which is its own until <see cref="Take"/>.</summary>
    internal bool TryPeek(out ReadOnlySpan<TKey> keys)
    {
        var isThere = Volatile.Read(ref _counters.Posted) != _counters.Taken;
        keys = isThere ? _batches[_counters.Taken % _batches.Length].Keys : default;
        return isThere;
    }

    /// <summary>For the receiver: gives the batch back to the sender, empty.</summary>
    internal void Take()
    {
        _batches[_counters.Taken % _batches.Length].Clear();
        Volatile.Write(ref _counters.Taken, _counters.Taken + 1);
    }
}
