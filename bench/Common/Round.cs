// SPDX-License-Identifier: Apache-2.0

using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Pvmemcontrol.Bench.Common;

/// <summary>
/// Runs every benchmark once, close together in time, so that ratios are meaningful on a busy machine.
/// </summary>
internal sealed class Round
{
    private readonly Dictionary<string, BenchmarkReport> _reports;

    private Round(Summary summary)
    {
        _reports = summary.Reports.ToDictionary(r => NameOf(r.BenchmarkCase));
        HasFailed = summary.Reports.Length != summary.BenchmarksCases.Length || summary.Reports.Any(r => !r.Success);
    }

    /// <summary>True when some benchmark gave no result.</summary>
    internal bool HasFailed { get; }

    /// <summary>Runs every benchmark.</summary>
    internal static Round Run(IConfig config, Type[] types) =>
        new(BenchmarkSwitcher.FromTypes(types).RunAllJoined(config));

    /// <summary>Median time of a benchmark, ns per operation.</summary>
    /// <param name="benchmark">Its method, and behind a space its parameter, if it has one.</param>
    internal double Time(string benchmark) => _reports[benchmark].ResultStatistics!.Median;

    /// <summary>Managed bytes that an operation allocates.</summary>
    internal double Bytes(string benchmark) =>
        _reports[benchmark].GcStats.GetBytesAllocatedPerOperation(_reports[benchmark].BenchmarkCase)
        ?? throw new InvalidOperationException($"{benchmark} counts no allocations");

    private static string NameOf(BenchmarkCase benchmark) => string.Join(' ',
        [benchmark.Descriptor.WorkloadMethod.Name, .. benchmark.Parameters.Items.Select(p => p.Value)]);
}
