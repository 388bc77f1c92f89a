// SPDX-License-Identifier: Apache-2.0

using BenchmarkDotNet.Attributes;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Bench.Latency;

/// <summary>
/// A share of work on one vCPU, and one share each on two at once. Times are per unit of one share, so that two vCPUs
/// that don't disturb each other show the time of one.
/// </summary>
public class ParallelBenchmarks
{
    /// <summary>Some milliseconds: long against the barrier.</summary>
    private const int InfoShare = 200_000;

    private const int CpuShare = 5_000_000;

    /// <summary>Shorter: on some machines two threads in madvise take more than twenty times as long as one.</summary>
    private const int DontNeedShare = 5_000;

    private static readonly byte[] InfoRequest = Guest.Info();

    private static readonly byte[][] DontNeedRequests =
        [Guest.OnIdlePage(FunctionCode.DontNeed, vcpu: 0), Guest.OnIdlePage(FunctionCode.DontNeed, vcpu: 1)];

    private readonly ulong[] _results = new ulong[2];
    private Guest _guest = null!;
    private SecondVcpu _second = null!;

    [GlobalSetup]
    public void Boot()
    {
        _guest = new Guest(vcpus: 2);
        _second = new SecondVcpu();
        for (var vcpu = 0; vcpu < 2; vcpu++)
        {
            _guest.Channel(vcpu).Expect(InfoRequest);
            _guest.Channel(vcpu).Expect(DontNeedRequests[vcpu]);
        }
    }

    [GlobalCleanup]
    public void ShutDown()
    {
        _second.Dispose();
        _guest.Dispose();
    }

    [Benchmark(OperationsPerInvoke = CpuShare)]
    public void ChainOnOne() => Chain(0);

    [Benchmark(OperationsPerInvoke = CpuShare)]
    public void ChainOnTwo() => _second.RunOnBoth(Chain);

    [Benchmark(OperationsPerInvoke = CpuShare)]
    public void WideOnOne() => Wide(0);

    [Benchmark(OperationsPerInvoke = CpuShare)]
    public void WideOnTwo() => _second.RunOnBoth(Wide);

    [Benchmark(OperationsPerInvoke = InfoShare)]
    public void InfoOnOne() => Info(0);

    [Benchmark(OperationsPerInvoke = InfoShare)]
    public void InfoOnTwo() => _second.RunOnBoth(Info);

    [Benchmark(OperationsPerInvoke = DontNeedShare)]
    public void DontNeedOnTwo() => _second.RunOnBoth(DontNeed);

    [Benchmark(OperationsPerInvoke = DontNeedShare)]
    public void BareDontNeedOnTwo() => _second.RunOnBoth(BareDontNeed);

    /// <summary>Each step needs the one before: two CPUs that share a core hardly notice each other.</summary>
    private void Chain(int vcpu)
    {
        var value = (ulong)vcpu;
        for (var i = 0; i < CpuShare; i++)
        {
            value = Step(value);
        }

        _results[vcpu] = value;
    }

    /// <summary>As much at a time as a core can do: two CPUs that are one core take twice as long.</summary>
    private void Wide(int vcpu)
    {
        var (a, b, c, d, e, f) = ((ulong)vcpu, 1UL, 2UL, 3UL, 4UL, 5UL);
        for (var i = 0; i < CpuShare; i++)
        {
            (a, b, c, d, e, f) = (Step(a), Step(b), Step(c), Step(d), Step(e), Step(f));
        }

        _results[vcpu] = a + b + c + d + e + f;
    }

    private static ulong Step(ulong value) => (value ^ (value >> 12)) + 7;

    private void Info(int vcpu)
    {
        var channel = _guest.Channel(vcpu);
        for (var i = 0; i < InfoShare; i++)
        {
            channel.Ask(InfoRequest);
        }
    }

    private void DontNeed(int vcpu)
    {
        var channel = _guest.Channel(vcpu);
        var request = DontNeedRequests[vcpu];
        for (var i = 0; i < DontNeedShare; i++)
        {
            channel.Ask(request);
        }
    }

    private void BareDontNeed(int vcpu)
    {
        for (var i = 0; i < DontNeedShare; i++)
        {
            _guest.Bare(FunctionCode.DontNeed, vcpu);
        }
    }
}
