// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using System.Runtime.ExceptionServices;

namespace Pvmemcontrol.Model.Checking;

/// <summary>One search of one world, depth by depth.</summary>
/// <remarks>
/// At each depth every worker expands its own states, posts the successors to their owners, and takes what was posted
/// to it. A state's owner depends on its key alone and all of a depth is finished before the next, so which worker came
/// first changes nothing in the result.
/// </remarks>
internal sealed class Search<TKey>
    where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
{
    private readonly IPackedWorld<TKey> _world;
    private readonly ExplorationOptions _options;
    private readonly Worker<TKey>[] _workers;
    private readonly Findings<TKey> _findings;
    private int _depth = -1;
    private long _frontier;
    private long _states;
    private long _transitions;
    private long _maxFrontier;
    private ulong _reached;

    // Any worker may set it, none resets it: so they are two, and nothing is lost when two write.
    private volatile ExplorationEnd _end = ExplorationEnd.Exhausted;
    private volatile bool _isCancelled;
    private volatile bool _isStopped;
    private ExceptionDispatchInfo? _failure;

    internal Search(IPackedWorld<TKey> world, ExplorationOptions options)
    {
        _world = world;
        _options = options;
        _workers = new Worker<TKey>[options.Threads];
        for (var i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new Worker<TKey>(world, i, _workers.Length);
        }

        _findings = new Findings<TKey>(world, _workers);
    }

    internal Exploration Run()
    {
        foreach (var state in _world.Initial)
        {
            _workers[Worker<TKey>.Owner(state, _workers.Length)].Table.AddAll([state]);
        }

        BeginLevel();
        while (_frontier > 0)
        {
            if (IsWorthThreads)
            {
                Workers.Run(_workers.Length, FollowTogether, () => EndLevel() && IsWorthThreads);
            }
            else
            {
                FollowAlone();
                EndLevel();
            }
        }

        if (_end == ExplorationEnd.Exhausted && !_isCancelled && !_findings.IsAny)
        {
            _isCancelled = !_findings.CheckGoals(_options.Cancellation);
        }

        return Result();
    }

    private bool IsWorthThreads => _workers.Length > 1 && _frontier >= Workers.WorthThreads;

    private void BeginLevel() => _frontier = _workers.Sum(w => (long)w.BeginLevel());

    private void FollowAlone()
    {
        do
        {
            foreach (var worker in _workers)
            {
                if (worker.CanFill)
                {
                    worker.Fill();
                }
            }

            Look();
            foreach (var worker in _workers)
            {
                worker.Drain(_workers, _end == ExplorationEnd.Exhausted);
            }

            Report();
        }
        while (!HaveAllPosted() && !_isStopped);
    }

    private void FollowTogether(int self)
    {
        try
        {
            var wait = default(SpinWait);
            for (var turn = Turn.Busy; turn != Turn.Over && !_isStopped; turn = Take(self))
            {
                if (turn == Turn.Busy)
                {
                    wait.Reset();
                }
                else
                {
                    wait.SpinOnce(sleep1Threshold: -1);
                }

                if (self == 0)
                {
                    Report();
                }
            }
        }
        catch
        {
            // The others wait for this worker's mail.
            _isStopped = true;
            throw;
        }
    }

    private Turn Take(int self)
    {
        // Asked before the mail is looked through: what is posted later is found on the next turn.
        var isLast = HaveAllPosted();
        var worker = _workers[self];
        var isBusy = worker.Drain(_workers, _end == ExplorationEnd.Exhausted);
        if (worker.CanFill)
        {
            worker.Fill();
            Look();
            isBusy = true;
        }

        return isBusy ? Turn.Busy : isLast ? Turn.Over : Turn.Idle;
    }

    private bool HaveAllPosted()
    {
        foreach (var worker in _workers)
        {
            if (!worker.HasPostedAll)
            {
                return false;
            }
        }

        return true;
    }

    // Beyond a bound the rest of the depth is still expanded, but what it leads to is not kept: what is reported does
    // not depend on when the bound was noticed, and no violation at this depth is missed.
    private void Look()
    {
        if (Bound() is var bound and not ExplorationEnd.Exhausted)
        {
            _end = bound;
        }

        if (_options.Cancellation.IsCancellationRequested)
        {
            _isCancelled = true;
            _isStopped = true;
        }

        foreach (var worker in _workers)
        {
            if (worker.Failure is not null)
            {
                _isStopped = true;
            }
        }
    }

    private ExplorationEnd Bound()
    {
        var (states, bytes) = (0L, 0L);
        foreach (var worker in _workers)
        {
            states += worker.Table.Count;
            bytes += worker.BytesAfterGrowth;
        }

        return states > _options.MaxStates ? ExplorationEnd.StatesBound
            : bytes > _options.MaxBytes ? ExplorationEnd.MemoryBound
            : ExplorationEnd.Exhausted;
    }

    private void Report()
    {
        try
        {
            _options.Progress?.Invoke(new ExplorationProgress(_workers.Sum(w => (long)w.Table.Count), _depth + 1));
        }
        catch (Exception e)
        {
            // As in a worker: no other worker may be left waiting.
            _failure ??= ExceptionDispatchInfo.Capture(e);
            _isStopped = true;
        }
    }

    // And begins the next; false when there is none to follow.
    private bool EndLevel()
    {
        _workers.Select(w => w.Failure).FirstOrDefault(f => f is not null)?.Throw();
        _failure?.Throw();
        if (!_isCancelled)
        {
            SumUpLevel();
        }

        _frontier = 0;
        if (_end == ExplorationEnd.Exhausted && !_isCancelled)
        {
            BeginLevel();
        }

        return _frontier > 0;
    }

    private void SumUpLevel()
    {
        _depth++;
        _states += _frontier;
        _maxFrontier = Math.Max(_maxFrontier, _frontier);
        _transitions = _workers.Sum(w => w.Transitions);
        _reached = _workers.Aggregate(0UL, (reached, w) => reached | w.Reached);
        _findings.Add(_workers.SelectMany(w => w.TakeFound()), _depth);
        if (_findings.IsAny && _options.StopAtViolation)
        {
            _end = ExplorationEnd.Violation;
        }
        else if (_end == ExplorationEnd.Exhausted)
        {
            _end = Bound();
        }
    }

    private Exploration Result() => new()
    {
        World = _world,
        End = _isCancelled ? ExplorationEnd.Cancelled : _end,
        States = _states,
        Transitions = _transitions,
        Depth = Math.Max(_depth, 0),
        MaxFrontier = _maxFrontier,
        Bytes = _workers.Sum(w => w.Bytes),
        Violations = _findings.Violations,
        Unreached = [.. _world.Sometimes.Where((_, i) => ((_reached >> i) & 1) == 0)],
    };

    /// <summary>What a worker did when it was its turn.</summary>
    private enum Turn
    {
        /// <summary>It took or posted states.</summary>
        Busy,

        /// <summary>There was nothing to do yet.</summary>
        Idle,

        /// <summary>All is posted, and it has taken what was posted to it.</summary>
        Over,
    }
}
