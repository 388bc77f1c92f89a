// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Bench.Latency;

/// <summary>
/// A second thread for the whole benchmark, so that measurements on two threads include no thread start. Both start
/// from a barrier and meet at it again.
/// </summary>
internal sealed class SecondVcpu : IDisposable
{
    private readonly Barrier _barrier = new(2);
    private readonly Thread _thread;
    private Action<int>? _work;

    /// <summary>Starts the thread; it waits for work.</summary>
    internal SecondVcpu()
    {
        _thread = new Thread(Live) { IsBackground = true, Name = "second vCPU" };
        _thread.Start();
    }

    /// <summary>Does the work for 0 on this thread and for 1 on the second one; returns when both are done.</summary>
    internal void RunOnBoth(Action<int> work)
    {
        _work = work;
        _barrier.SignalAndWait();
        work(0);
        _barrier.SignalAndWait();
    }

    /// <summary>Ends the thread.</summary>
    public void Dispose()
    {
        _work = null;
        _barrier.SignalAndWait();
        _thread.Join();
        _barrier.Dispose();
    }

    private void Live()
    {
        while (true)
        {
            _barrier.SignalAndWait();
            if (_work is not { } work)
            {
                return;
            }

            work(1);
            _barrier.SignalAndWait();
        }
    }
}
