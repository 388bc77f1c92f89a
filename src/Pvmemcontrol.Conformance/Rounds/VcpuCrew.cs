// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// Threads that play vCPUs; the calling thread plays the first. They begin together: whoever is there spins until all
/// are, and gives way to others when that takes long, so that a machine with one CPU gets on too.
/// </summary>
internal sealed class VcpuCrew : IDisposable
{
    /// <summary>So many turns of a spin are a few microseconds.</summary>
    private const int Patience = 200;

    private readonly Thread[] _threads = new Thread[Round.MostVcpus - 1];
    private readonly SemaphoreSlim[] _calls = new SemaphoreSlim[Round.MostVcpus - 1];
    private Action<int>? _play;
    private int _expected;
    private int _arrived;
    private int _done;

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

    /// <summary>Lets so many vCPUs play at once; returns when all of them are done.</summary>
    internal void Play(int vcpus, Action<int> play)
    {
        (_play, _expected, _arrived, _done) = (play, vcpus, 0, 0);
        for (var i = 0; i < vcpus - 1; i++)
        {
            _calls[i].Release();
        }

        PlayOne(0);
        var spins = 0;
        while (Volatile.Read(ref _done) < vcpus)
        {
            Spin(ref spins);
        }
    }

    /// <summary>Waits a little; longer the longer it has waited.</summary>
    internal static void Spin(ref int spins)
    {
        if (++spins < Patience && Environment.ProcessorCount > 1)
        {
            Thread.SpinWait(4);
        }
        else
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

            PlayOne(vcpu);
        }
    }

    private void PlayOne(int vcpu)
    {
        Interlocked.Increment(ref _arrived);
        var spins = 0;
        while (Volatile.Read(ref _arrived) < _expected)
        {
            Spin(ref spins);
        }

        _play!(vcpu);
        Interlocked.Increment(ref _done);
    }
}
