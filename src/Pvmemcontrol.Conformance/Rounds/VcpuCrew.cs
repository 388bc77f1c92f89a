// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// Threads that play vCPUs; the calling thread plays the first. They go from round to round, and begin each together:
/// whoever is there spins until all are, because a thread that gave way would come back when the others are done, and
/// threads that are on a CPU together stay so for the next round. Only when that takes long they give way all the same,
/// and where there is one CPU at once: then the others could not come otherwise.
/// </summary>
internal sealed class VcpuCrew : IDisposable
{
    /// <summary>Numbers are so far from each other that no two are in one cache line.</summary>
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

    /// <summary>Waits until every vCPU is there.</summary>
    private void Meet(int place)
    {
        ref var arrived = ref _arrived[place * Stride];
        Interlocked.Increment(ref arrived);
        Await(ref arrived);
    }

    /// <summary>Waits until a number has come up to that of the vCPUs.</summary>
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
