// SPDX-License-Identifier: Apache-2.0

using BenchmarkDotNet.Attributes;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;

namespace Pvmemcontrol.Bench.Throughput;

/// <summary>
/// Scenarios of bare host calls in the default mix: through the runner's process, all of guest RAM compared with the
/// model at the end of each; and the same in this process on memory as fresh, with nothing looked at.
/// </summary>
public class ScenarioBenchmarks
{
    private Scenario[] _scenarios = [];
    private BareScenario[] _bare = [];
    private ScenarioSession? _session;

    /// <summary>What guest RAM is.</summary>
    [ParamsSource(nameof(Backings))]
    public string Backing { get; set; } = "";

    /// <summary>Those that can be measured here.</summary>
    public static IEnumerable<string> Backings => Rows.Backings;

    [GlobalSetup]
    public void Start()
    {
        _scenarios = Mix.On(Backing);
        _bare = [.. _scenarios.Select(s => new BareScenario(s))];
        _session = new ScenarioSession(TargetSpec.BareKernel, RunnerSettings.Default, Layouts.ByName[Backing]);
    }

    [GlobalCleanup]
    public void Stop() => _session?.Dispose();

    [Benchmark(OperationsPerInvoke = Mix.Count)]
    public int Calls() => _bare.Sum(s => s.RunCalls());

    [Benchmark(OperationsPerInvoke = Mix.Count)]
    public int CallsAndAccesses() => _bare.Sum(s => s.RunAll());

    [Benchmark(OperationsPerInvoke = Mix.Count)]
    public void ThroughTheRunner()
    {
        var oracle = new ScenarioOracle(Profile.Linux, new Coverage());
        var batch = _session!.BatchSize;
        _session.Submit(0, _scenarios.AsSpan(0, batch));
        for (var at = 0; at < Mix.Count; at += batch)
        {
            var half = at / batch % 2;
            if (at + batch < Mix.Count)
            {
                _session.Submit(half ^ 1, _scenarios.AsSpan(at + batch, batch));
            }

            if (_session.Collect(half) is { } end)
            {
                throw new InvalidOperationException(end.Death.How);
            }

            for (var i = 0; i < batch; i++)
            {
                if (oracle.Judge(_session.Record(half, i), isBareKernel: true).Violation is { } violation)
                {
                    throw new InvalidOperationException(violation.ToString());
                }
            }
        }
    }
}
