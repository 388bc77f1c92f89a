// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Bench.Common;
using Pvmemcontrol.Impl.Kvm;

namespace Pvmemcontrol.Bench.Latency;

/// <summary>The targets of the device.</summary>
internal static class Rows
{
    private static readonly Row TwoCpus = new("  peer: CPU work that leaves most of a core idle",
        r => Throughput(r, nameof(ParallelBenchmarks.ChainOnOne), nameof(ParallelBenchmarks.ChainOnTwo)));

    private static readonly Row TwoCores = new("  peer: CPU work that fills a core",
        r => Throughput(r, nameof(ParallelBenchmarks.WideOnOne), nameof(ParallelBenchmarks.WideOnTwo)));

    /// <summary>Nothing where there are no real vCPUs.</summary>
    private static IReadOnlyList<Row> OnRealVcpus => !KvmProbe.IsUsable ? [] :
    [
        new("INFO on a real vCPU / two exits without a device",
            r => Ratio(r, nameof(KvmBenchmarks.InfoOnVcpu), nameof(KvmBenchmarks.TwoExits)), AtMost: 1.3),
    ];

    /// <summary>All lines of the table.</summary>
    internal static IReadOnlyList<Row> All { get; } =
    [
        new("INFO, ns", r => r.Time(nameof(RequestBenchmarks.Info)), AtMost: 60),
        new("INFO, throughput of two threads / of one",
            r => Throughput(r, nameof(ParallelBenchmarks.InfoOnOne), nameof(ParallelBenchmarks.InfoOnTwo)),
            AtLeast: 1.6, Peer: TwoCpus),
        TwoCpus,
        TwoCores,
        new("DONTNEED, absent page / bare call",
            r => Ratio(r, nameof(RequestBenchmarks.DontNeed), nameof(RequestBenchmarks.BareDontNeed)), AtMost: 1.2),
        new("DONTNEED / bare call, on two threads each",
            r => Ratio(r, nameof(ParallelBenchmarks.DontNeedOnTwo), nameof(ParallelBenchmarks.BareDontNeedOnTwo)),
            AtMost: 1.1),
        new("MPROTECT_NONE and MPROTECT_RW / bare calls",
            r => Ratio(r, nameof(RequestBenchmarks.RevokeAndRestore),
                nameof(RequestBenchmarks.BareRevokeAndRestore))),
        new("a refused request at the served device, ns", r => r.Time(nameof(JudgedBenchmarks.Served))),
        new("the same with the judge of drivers, ns", r => r.Time(nameof(JudgedBenchmarks.Judged)), AtMost: 2000),
        new("the same in guest RAM that may vanish: device, ns",
            r => r.Time(nameof(JudgedBenchmarks.ServedVanishing))),
        new("  with the judge of drivers, ns", r => r.Time(nameof(JudgedBenchmarks.JudgedVanishing))),
        .. OnRealVcpus,
        new("INFO, bytes allocated", r => r.Bytes(nameof(RequestBenchmarks.Info)), AtMost: 0),
        new("DONTNEED, bytes allocated", r => r.Bytes(nameof(RequestBenchmarks.DontNeed)), AtMost: 0),
        new("MPROTECT_NONE and MPROTECT_RW, bytes allocated",
            r => r.Bytes(nameof(RequestBenchmarks.RevokeAndRestore)), AtMost: 0),
    ];

    private static double Ratio(Round round, string time, string peer) => round.Time(time) / round.Time(peer);

    private static double Throughput(Round round, string onOne, string onTwo) => 2 * Ratio(round, onOne, onTwo);
}
