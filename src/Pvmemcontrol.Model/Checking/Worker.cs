// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using System.Runtime.ExceptionServices;

namespace Pvmemcontrol.Model.Checking;

/// <summary>
/// Owns a share of the states, chosen by their hash: nobody else adds to its table, so that no table needs a lock.
/// It expands its own states and posts what it finds to their owners.
/// </summary>
internal sealed class Worker<TKey>
    where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
{
    private readonly IPackedWorld<TKey> _world;
    private readonly Expansion<TKey> _expansion = new();

    // Two of each: one is filled while its owner may still be reading the other.
    private readonly Outbox<TKey>[][] _outboxes;
    private readonly List<Found<TKey>> _found = [];
    private int _cursor;

    internal Worker(IPackedWorld<TKey> world, int workers)
    {
        _world = world;
        _outboxes = [NewOutboxes(workers), NewOutboxes(workers)];
    }

    /// <summary>The states that are this worker's.</summary>
    internal StateTable<TKey> Table { get; } = new();

    /// <summary>The number of its first state at each depth begun, and of the one after the last.</summary>
    internal List<int> Levels { get; } = [0];

    /// <summary>Steps followed from states that are its own.</summary>
    internal long Transitions { get; private set; }

    /// <summary>The situations that it came upon; bit i for situation i.</summary>
    internal ulong Reached { get; private set; }

    /// <summary>True when no state of this depth is left to expand.</summary>
    internal bool IsDone => _cursor == Levels[^1];

    /// <summary>What the world threw at it.</summary>
    internal ExceptionDispatchInfo? Failure { get; private set; }

    /// <summary>What it holds.</summary>
    internal long Bytes => Table.Bytes + OutboxBytes;

    /// <summary>What it will hold once its table has grown.</summary>
    internal long BytesAfterGrowth => Table.BytesAfterGrowth + OutboxBytes;

    private long OutboxBytes => _outboxes.Sum(side => side.Sum(o => o.Bytes));

    /// <summary>The worker that owns a state.</summary>
    internal static int Owner(TKey state, int workers) =>
        workers == 1 ? 0 : (int)(((KeyHash.Of(state) & uint.MaxValue) * (uint)workers) >> 32);

    /// <summary>The states found since the last time are the next depth; how many they are.</summary>
    internal int BeginLevel()
    {
        _cursor = Levels[^1];
        Levels.Add(Table.Count);
        return Table.Count - _cursor;
    }

    /// <summary>Expands states of this depth until an outbox is full.</summary>
    internal void Fill(int side)
    {
        var outboxes = _outboxes[side];
        foreach (var outbox in outboxes)
        {
            outbox.Clear();
        }

        try
        {
            while (!IsDone && !IsAnyFull(outboxes))
            {
                Expand(Table[_cursor], outboxes);
                _cursor++;
            }
        }
        catch (Exception e)
        {
            // The others wait for this worker at the end of the round, so it goes there first.
            Failure = ExceptionDispatchInfo.Capture(e);
        }
    }

    /// <summary>Takes what the workers have posted to this one.</summary>
    internal void Drain(ReadOnlySpan<Worker<TKey>> workers, int side, int self)
    {
        foreach (var worker in workers)
        {
            Table.AddAll(worker._outboxes[side][self].Keys);
        }
    }

    /// <summary>What it found at this depth, the smallest of each.</summary>
    internal Found<TKey>[] TakeFound()
    {
        Found<TKey>[] found = [.. _found];
        _found.Clear();
        return found;
    }

    private static Outbox<TKey>[] NewOutboxes(int workers) =>
        [.. Enumerable.Range(0, workers).Select(_ => new Outbox<TKey>())];

    private static bool IsAnyFull(Outbox<TKey>[] outboxes)
    {
        foreach (var outbox in outboxes)
        {
            if (outbox.IsFull)
            {
                return true;
            }
        }

        return false;
    }

    private void Expand(TKey state, Outbox<TKey>[] outboxes)
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

        if (outboxes.Length == 1)
        {
            outboxes[0].AddRange(next);
            return;
        }

        foreach (var key in next)
        {
            outboxes[Owner(key, outboxes.Length)].Add(key);
        }
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
