// SPDX-License-Identifier: Apache-2.0

using System.Runtime.ExceptionServices;

namespace Pvmemcontrol.Model.Checking;

/// <summary>Does the same work on several threads and waits for all of them.</summary>
internal static class Crew
{
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
