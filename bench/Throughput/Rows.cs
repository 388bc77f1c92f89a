// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Bench.Common;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Impl.Kvm;

namespace Pvmemcontrol.Bench.Throughput;

/// <summary>The targets of the runner.</summary>
internal static class Rows
{
    /// <summary>The names of the backings that can be measured here, the default first.</summary>
    internal static IReadOnlyList<string> Backings { get; } =
    [
        Layouts.StandardName,
        .. Layouts.ByName.Keys.Where(name => name != Layouts.StandardName
            && (name != Layouts.HugeName || HugePagePool.Free >= Layouts.HugePagesNeeded)),
    ];

    /// <summary>All lines of the table.</summary>
    internal static IReadOnlyList<Row> All { get; } =
    [
        new("mixed: calls alone, us", r => Time(r, nameof(ScenarioBenchmarks.Calls), Layouts.StandardName)),
        new("mixed: calls and guest's accesses, us",
            r => Time(r, nameof(ScenarioBenchmarks.CallsAndAccesses), Layouts.StandardName)),
        new("mixed: through the runner, compared, us",
            r => Time(r, nameof(ScenarioBenchmarks.ThroughTheRunner), Layouts.StandardName)),
        .. Backings.Select(b => new Row($"{b}: runner / calls and accesses",
            r => Ratio(r, nameof(ScenarioBenchmarks.CallsAndAccesses), b),
            AtMost: b == Layouts.StandardName ? 2.5 : null)),
        .. Backings.Select(b => new Row($"{b}: runner / calls alone",
            r => Ratio(r, nameof(ScenarioBenchmarks.Calls), b))),
        .. OnRealVcpus,
    ];

    /// <summary>Nothing where there are no real vCPUs.</summary>
    private static IReadOnlyList<Row> OnRealVcpus => !KvmProbe.IsUsable ? [] :
    [
        new("mixed: a scenario of requests, played, us", r => r.Time(nameof(VcpuBenchmarks.Played)) / 1000),
        new("mixed: on a real vCPU, us", r => r.Time(nameof(VcpuBenchmarks.OnKvm)) / 1000),
        new("mixed: scenarios on a real vCPU / played",
            r => r.Time(nameof(VcpuBenchmarks.Played)) / r.Time(nameof(VcpuBenchmarks.OnKvm)), AtLeast: 0.3),
    ];

    private static double Time(Round round, string benchmark, string backing) =>
        round.Time($"{benchmark} {backing}") / 1000;

    private static double Ratio(Round round, string peer, string backing) =>
        Time(round, nameof(ScenarioBenchmarks.ThroughTheRunner), backing) / Time(round, peer, backing);
}
