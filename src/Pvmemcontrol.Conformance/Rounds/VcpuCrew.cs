// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// Threads that play vCPUs; the calling thread plays the first. They go from round to round, and begin each together:
/// threads that are on a CPU together stay so for the next round.
/// </summary>
internal sealed class VcpuCrew : IDisposable
{
    /// <summary>Numbers are so far from each other that no two are in one cache line.</summary>
    private const int Stride = 32;

    /// <summary>20 us; nothing on a machine with one CPU.</summary>
    private static readonly long ShortSpin = Environment.ProcessorCount > 1 ? Stopwatch.Frequency / 50_000 : 0;

    /// <summary>1 ms.</summary>
    private static readonly long LongSpin = Environment.ProcessorCount > 1 ? Stopwatch.Frequency / 1000 : 0;

    private readonly object _sleepers = new();
    private readonly Thread[] _threads = new Thread[Round.MostVcpus - 1];
    private readonly SemaphoreSlim[] _calls = new SemaphoreSlim[Round.MostVcpus - 1];
    private readonly int[] _arrived = new int[2 * (RoundSheet.BatchSize + 1) * Stride];
    private Action<int, int>? _play;
    private int _vcpus;
    private int _left;
    private int _rounds;

    internal VcpuCrew()
    {
        for (var i = 0; i < _threads.Length; i++)
        {
            var vcpu = i + 1;
            _calls[i] = new SemaphoreSlim(0);
            _threads[i] = new Thread(() => Serve(vcpu)) { IsBackground = true, Name = $"vcpu{vcpu}" };
            _threads[i].Start();
        }
    }

    /// <summary>Lets vCPUs play rounds, one after the other; returns when they are done.</summary>
    /// <param name="vcpus">How many vCPUs.</param>
    /// <param name="rounds">How many rounds.</param>
    /// <param name="play">Plays a vCPU in a round.</param>
    internal void Play(int vcpus, int rounds, Action<int, int> play)
    {
        (_vcpus, _rounds, _play, _left) = (vcpus, rounds, play, 0);
        Array.Clear(_arrived);
        for (var i = 0; i < vcpus - 1; i++)
        {
            _calls[i].Release();
        }

        PlayAll(0);

        // The last meeting too must be over for everybody before there is another.
        while (!SpinUntil(ref _left, LongSpin))
        {
            Thread.Yield();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _play = null;
        foreach (var call in _calls)
        {
            call.Release();
        }

        foreach (var thread in _threads)
        {
            thread.Join();
        }

        Array.ForEach(_calls, call => call.Dispose());
    }

    private void Serve(int vcpu)
    {
        while (true)
        {
            _calls[vcpu - 1].Wait();
            if (_play is null)
            {
                return;
            }

            PlayAll(vcpu);
        }
    }

    private void PlayAll(int vcpu)
    {
        for (var round = 0; round < _rounds; round++)
        {
            Meet(round);
            _play!(round, vcpu);
        }

        Interlocked.Increment(ref _left);
    }

    /// <summary>
    /// Waits until every vCPU is there. A thread that waits for one that has no CPU sleeps: it is let run the sooner when
    /// that one has come, and both are on a CPU then. Last they spin, so that they go on at once.
    /// </summary>
    private void Meet(int place)
    {
        ref var arrived = ref _arrived[2 * place * Stride];
        if (Interlocked.Increment(ref arrived) == _vcpus)
        {
            lock (_sleepers)
            {
                Monitor.PulseAll(_sleepers);
            }
        }
        else if (!SpinUntil(ref arrived, ShortSpin))
        {
            lock (_sleepers)
            {
                while (Volatile.Read(ref arrived) < _vcpus)
                {
                    Monitor.Wait(_sleepers);
                }
            }
        }

        ref var ready = ref _arrived[((2 * place) + 1) * Stride];
        Interlocked.Increment(ref ready);
        while (!SpinUntil(ref ready, LongSpin))
        {
            Thread.Yield();
        }
    }

    /// <summary>False when a number has not come up to that of the vCPUs in time.</summary>
    private bool SpinUntil(ref int number, long patience)
    {
        var since = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref number) < _vcpus)
        {
            if (Stopwatch.GetTimestamp() - since >= patience)
            {
                return false;
            }

            Thread.SpinWait(1);
        }

        return true;
    }
}
