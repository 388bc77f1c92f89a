// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using System.Runtime.ExceptionServices;

namespace Pvmemcontrol.Model.Checking;

/// <summary>
/// Owns a share of the states, chosen by their hash. No other worker adds to its table, so that no table needs a lock.
/// It expands its own states and posts what it finds to their owners.
/// </summary>
internal sealed class Worker<TKey>
    where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
{
    private readonly IPackedWorld<TKey> _world;
    private readonly Expansion<TKey> _expansion = new();

    private const int BatchesUnderWay = 64;
    private readonly Mailbox<TKey>[] _mail;

    // What is for others is gathered here and copied as a whole when it is sent: a line of a cache that another thread
    // has read takes long to be written again, and a copy has several under way.
    private readonly Outbox<TKey>[] _open;

    // What the batches for others hold.
    private long _sentBytes;
    private readonly List<Found<TKey>> _found = [];
    private int _cursor;

    private readonly int _self;
    private volatile bool _hasPostedAll = true;

    internal Worker(IPackedWorld<TKey> world, int self, int workers)
    {
        _world = world;
        _self = self;
        _open = new Outbox<TKey>[workers];
        _mail = new Mailbox<TKey>[workers];
        for (var owner = 0; owner < workers; owner++)
        {
            // Nothing runs ahead of itself.
            _mail[owner] = new Mailbox<TKey>(owner == self ? 1 : BatchesUnderWay);
            _open[owner] = owner == self ? _mail[owner].Open : new Outbox<TKey>();
            _sentBytes += owner == self ? 0 : _mail[owner].Bytes;
        }
    }

    /// <summary>The states that are this worker's.</summary>
    internal StateTable<TKey> Table { get; } = new();

    /// <summary>The number of its first state at each depth begun, and of the one after the last.</summary>
    internal List<int> Levels { get; } = [0];

    /// <summary>Steps followed from states that are its own.</summary>
    internal long Transitions { get; private set; }

    /// <summary>The situations that it came upon; bit i for situation i.</summary>
    internal ulong Reached { get; private set; }

    /// <summary>True when all that its states of this depth lead to is posted.</summary>
    internal bool HasPostedAll => _hasPostedAll;

    /// <summary>True when it has states to expand, and room for what they lead to.</summary>
    internal bool CanFill
    {
        get
        {
            if (_hasPostedAll)
            {
                return false;
            }

            foreach (var mailbox in _mail)
            {
                if (!mailbox.HasRoom)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>The exception that the world threw.</summary>
    internal ExceptionDispatchInfo? Failure { get; private set; }

    /// <summary>What it holds.</summary>
    internal long Bytes => Table.Bytes + MailBytes;

    /// <summary>What it will hold once its table has grown.</summary>
    internal long BytesAfterGrowth => Table.BytesAfterGrowth + MailBytes;

    // Asked so often that it does not look at every batch.
    private long MailBytes
    {
        get
        {
            var bytes = _sentBytes;
            foreach (var batch in _open)
            {
                bytes += batch.Bytes;
            }

            return bytes;
        }
    }

    /// <summary>The worker that owns a state.</summary>
    internal static int Owner(TKey state, int workers) =>
        workers == 1 ? 0 : KeyHash.Owner(state, workers);

    /// <summary>The states found since the last time are the next depth; how many they are.</summary>
    internal int BeginLevel()
    {
        _cursor = Levels[^1];
        Levels.Add(Table.Count);
        var count = Table.Count - _cursor;
        _hasPostedAll = count == 0;
        return count;
    }

    /// <summary>
    /// Expands states of this depth until a batch is full, and posts it; or until none is left, and posts all.
    /// </summary>
    internal void Fill()
    {
        try
        {
            for (var end = Levels[^1]; _cursor < end && !IsAnyFull(); _cursor++)
            {
                Expand(Table[_cursor]);
            }
        }
        catch (Exception e)
        {
            // The others wait for this worker's mail, so it ends with them.
            Failure = ExceptionDispatchInfo.Capture(e);
        }

        var isLast = _cursor == Levels[^1];
        for (var owner = 0; owner < _mail.Length; owner++)
        {
            if (isLast || _open[owner].IsFull)
            {
                Post(owner);
            }
        }

        _hasPostedAll = isLast;
    }

    /// <summary>Takes what the workers have posted to this one; false when there was nothing.</summary>
    /// <param name="workers">All of them.</param>
    /// <param name="keeps">False: forgets it.</param>
    internal bool Drain(ReadOnlySpan<Worker<TKey>> workers, bool keeps)
    {
        // Its own first, while they are in a near cache.
        var isAnything = false;
        for (var i = 0; i < workers.Length; i++)
        {
            var mailbox = workers[(_self + i) % workers.Length]._mail[_self];
            while (mailbox.TryPeek(out var keys))
            {
                isAnything = true;
                Table.AddAll(keeps ? keys : []);
                mailbox.Take();
            }
        }

        return isAnything;
    }

    /// <summary>What it found at this depth, the smallest of each.</summary>
    internal Found<TKey>[] TakeFound()
    {
        Found<TKey>[] found = [.. _found];
        _found.Clear();
        return found;
    }

    private void Post(int owner)
    {
        if (owner != _self)
        {
            var batch = _mail[owner].Open;
            var before = batch.Bytes;
            batch.AddRange(_open[owner].Keys);
            _sentBytes += batch.Bytes - before;
            _open[owner].Clear();
        }

        _mail[owner].Post();
    }

    private bool IsAnyFull()
    {
        foreach (var batch in _open)
        {
            if (batch.IsFull)
            {
                return true;
            }
        }

        return false;
    }

    private void Expand(TKey state)
    {
        _expansion.Clear();
        _world.Expand(state, _expansion);
        Reached |= _expansion.Reached;
        var next = _expansion.Next;
        Transitions += next.Length;
        if (next.IsEmpty || !_expansion.Violations.IsEmpty)
        {
            Note(state);
        }

        switch (_open.Length)
        {
            case 1:
                _open[0].AddRange(next);
                break;
            case 2:
                Deal(next, _open[0], _open[1]);
                break;
            default:
                foreach (var key in next)
                {
                    _open[Owner(key, _open.Length)].AddRange([key]);
                }

                break;
        }
    }

    // Which of the two is as good as random, and a wrong guess at a branch takes longer than a step.
    private static void Deal(ReadOnlySpan<TKey> keys, Outbox<TKey> first, Outbox<TKey> second)
    {
        var firsts = first.Room(keys.Length);
        var seconds = second.Room(keys.Length);
        var toSecond = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            firsts[i - toSecond] = keys[i];
            seconds[toSecond] = keys[i];
            toSecond += Owner(keys[i], 2);
        }

        first.Take(keys.Length - toSecond);
        second.Take(toSecond);
    }

    private void Note(TKey state)
    {
        foreach (var (requirement, action) in _expansion.Violations)
        {
            var kind = action == Expansion<TKey>.OfTheState ? ViolationKind.State : ViolationKind.Step;
            new Found<TKey>(requirement, kind, state, action).KeepSmallest(_found);
        }

        if (_expansion.Violations.IsEmpty && !_expansion.IsFinal && _world.Deadlock is { } deadlock)
        {
            new Found<TKey>(deadlock, ViolationKind.Deadlock, state, Expansion<TKey>.OfTheState).KeepSmallest(_found);
        }
    }
}
