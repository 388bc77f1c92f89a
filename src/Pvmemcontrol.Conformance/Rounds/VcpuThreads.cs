// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// Threads that play vCPUs; the calling thread plays the first. They begin each round together. A thread spins until
/// the others arrive: a thread that yields may run again only when the others are done, and threads that run at the
/// same time also do so in the next round. A thread yields only after a long wait, or at once on a machine with one
/// CPU, where the others cannot arrive otherwise.
/// </summary>
internal sealed class VcpuThreads : IDisposable
{
    /// <summary>Counters are this far apart, so that no two share a cache line.</summary>
    private const int Stride = 32;

    /// <summary>2 ms; nothing on a machine with one CPU.</summary>
    private static readonly long Patience = Environment.ProcessorCount > 1 ? Stopwatch.Frequency / 500 : 0;

    private readonly Thread[] _threads = new Thread[Round.MostVcpus - 1];
    private readonly SemaphoreSlim[] _calls = new SemaphoreSlim[Round.MostVcpus - 1];
    private readonly int[] _arrived = new int[(RoundSheet.BatchSize + 1) * Stride];
    private Action<int, int>? _play;
    private int _vcpus;
    private int _left;
    private int _rounds;

    internal VcpuThreads()
    {
        for (var i = 0; i < _threads.Length; i++)
        {
            var vcpu = i + 1;
            _calls[i] = new SemaphoreSlim(0);
            _threads[i] = new Thread(() => Serve(vcpu)) { IsBackground = true, Name = $"vcpu{vcpu}" };
            _threads[i].Start();
        }
    }

    /// <summary>Plays rounds one after the other; returns when all vCPUs are done.</summary>
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

        // All threads must leave the last round before the next batch begins.
        Await(ref _left);
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

    /// <summary>Waits until every vCPU has arrived.</summary>
    private void Meet(int place)
    {
        ref var arrived = ref _arrived[place * Stride];
        Interlocked.Increment(ref arrived);
        Await(ref arrived);
    }

    /// <summary>Waits until a counter reaches the number of vCPUs.</summary>
    private void Await(ref int number)
    {
        var since = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref number) < _vcpus)
        {
            if (Stopwatch.GetTimestamp() - since < Patience)
            {
                Thread.SpinWait(1);
            }
            else
            {
                Thread.Yield();
            }
        }
    }
}
