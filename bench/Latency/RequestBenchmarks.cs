// SPDX-License-Identifier: Apache-2.0

using BenchmarkDotNet.Attributes;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Bench.Latency;

/// <summary>One vCPU: what a request costs, and what the bare call behind it costs.</summary>
[MemoryDiagnoser]
public class RequestBenchmarks
{
    private static readonly byte[] InfoRequest = Guest.Info();
    private static readonly byte[] DontNeedRequest = Guest.OnIdlePage(FunctionCode.DontNeed, vcpu: 0);
    private static readonly byte[] RevokeRequest = Guest.OnIdlePage(FunctionCode.MProtectNone, vcpu: 0);
    private static readonly byte[] RestoreRequest = Guest.OnIdlePage(FunctionCode.MProtectRW, vcpu: 0);

    private Guest _guest = null!;
    private GuestChannel _channel = null!;

    [GlobalSetup]
    public void Boot()
    {
        _guest = new Guest(vcpus: 1);
        _channel = _guest.Channel(0);
        _channel.Expect(InfoRequest);
        _channel.Expect(DontNeedRequest);
        _channel.Expect(RevokeRequest);
        _channel.Expect(RestoreRequest);
    }

    [GlobalCleanup]
    public void ShutDown() => _guest.Dispose();

    [Benchmark]
    public ulong Info() => _channel.Ask(InfoRequest);

    [Benchmark]
    public ulong DontNeed() => _channel.Ask(DontNeedRequest);

    [Benchmark]
    public Errno BareDontNeed() => _guest.Bare(FunctionCode.DontNeed, vcpu: 0);

    [Benchmark]
    public Errno BareRevokeAndRestore() =>
        _guest.Bare(FunctionCode.MProtectNone, vcpu: 0) | _guest.Bare(FunctionCode.MProtectRW, vcpu: 0);

    [Benchmark]
    public ulong RevokeAndRestore() => _channel.Ask(RevokeRequest) | _channel.Ask(RestoreRequest);
}
