// SPDX-License-Identifier: Apache-2.0

using System.Runtime.ExceptionServices;

namespace Pvmemcontrol.Model.Checking;

/// <summary>Shares work among threads and waits for all of them.</summary>
internal static class Workers
{
    /// <summary>Work on fewer states than these takes less time than starting threads for it.</summary>
    internal const int WorthThreads = 1024;

    /// <summary>
    /// Calls <paramref name="work"/> with 0 to <paramref name="shares"/> - 1, at the same time only when there are
    /// <paramref name="states"/> enough; so no share may wait for another.
    /// </summary>
    internal static void Share(int shares, long states, Action<int> work)
    {
        if (states >= WorthThreads)
        {
            Run(shares, work, () => false);
            return;
        }

        for (var share = 0; share < shares; share++)
        {
            work(share);
        }
    }

    /// <summary>
    /// Calls <paramref name="work"/> with 0 to <paramref name="threads"/> - 1, each on a thread of its own, 0 on the
    /// caller's; and when all have ended, over again for as long as <paramref name="goesOn"/>, on the caller's thread,
    /// says so. To start threads takes as long as little work does. What one of them throws is thrown when all have
    /// ended.
    /// </summary>
    internal static void Run(int threads, Action<int> work, Func<bool> goesOn)
    {
        var others = new Other[threads - 1];
        for (var i = 1; i < threads; i++)
        {
            others[i - 1] = new Other(i, work);
        }

        try
        {
            do
            {
                RunOnce(others, work);
            }
            while (goesOn());
        }
        finally
        {
            foreach (var other in others)
            {
                other.Dispose();
            }
        }
    }

    private static void RunOnce(Other[] others, Action<int> work)
    {
        foreach (var other in others)
        {
            other.Begin();
        }

        ExceptionDispatchInfo? failure = null;
        try
        {
            work(0);
        }
        catch (Exception e)
        {
            failure = ExceptionDispatchInfo.Capture(e);
        }

        foreach (var other in others)
        {
            failure = other.WaitForEnd() ?? failure;
        }

        failure?.Throw();
    }

    /// <summary>A thread that works when it is told to.</summary>
    private sealed class Other : IDisposable
    {
        private readonly SemaphoreSlim _begun = new(0);
        private readonly SemaphoreSlim _ended = new(0);
        private readonly Task _task;
        private ExceptionDispatchInfo? _failure;
        private bool _isOver;

        // A pool might begin one only after another has ended, and these wait for each other.
        internal Other(int self, Action<int> work) => _task = Task.Factory.StartNew(
            () => Run(self, work), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        public void Dispose()
        {
            _isOver = true;
            Begin();
            _task.Wait();
            _begun.Dispose();
            _ended.Dispose();
        }

        internal void Begin() => _begun.Release();

        /// <summary>What it threw.</summary>
        internal ExceptionDispatchInfo? WaitForEnd()
        {
            _ended.Wait();
            return _failure;
        }

        private void Run(int self, Action<int> work)
        {
            for (_begun.Wait(); !_isOver; _begun.Wait())
            {
                try
                {
                    work(self);
                }
                catch (Exception e)
                {
                    _failure = ExceptionDispatchInfo.Capture(e);
                }

                _ended.Release();
            }
        }
    }
}
