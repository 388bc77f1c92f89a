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
            Run(shares, work);
            return;
        }

        for (var share = 0; share < shares; share++)
        {
            work(share);
        }
    }

    /// <summary>
    /// Calls <paramref name="work"/> with 0 to <paramref name="threads"/> - 1, each on a thread of its own, 0 on the
    /// caller's. What one of them throws is thrown when all have ended.
    /// </summary>
    internal static void Run(int threads, Action<int> work)
    {
        var others = new Task[threads - 1];
        for (var i = 1; i < threads; i++)
        {
            var self = i;

            // A pool might begin one only after another has ended, and these wait for each other.
            others[i - 1] = Task.Factory.StartNew(() => work(self), CancellationToken.None,
                TaskCreationOptions.LongRunning, TaskScheduler.Default);
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

        Task.WaitAll(others);
        failure?.Throw();
    }
}
