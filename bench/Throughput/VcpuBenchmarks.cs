// SPDX-License-Identifier: Apache-2.0

using BenchmarkDotNet.Attributes;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;

namespace Pvmemcontrol.Bench.Throughput;

/// <summary>
/// A run of scenarios on this project's device, from the start of its processes to the verdict: with a guest that the
/// runner plays, and with the same guest on a vCPU of KVM.
/// </summary>
public class VcpuBenchmarks
{
    private const int Scenarios = 2_000;

    private readonly CampaignOptions _options = new()
    {
        Seed = 1,
        Profile = Profile.Abi,
        Scenarios = Scenarios,
    };

    [Benchmark(OperationsPerInvoke = Scenarios)]
    public void Played() => Run(Vcpus.Played);

    [Benchmark(OperationsPerInvoke = Scenarios)]
    public void OnKvm() => Run(Vcpus.Kvm);

    private void Run(Vcpus vcpus)
    {
        var runner = RunnerSettings.Default with { Vcpus = vcpus };
        var verdict = new ScenarioCampaign(TargetSpec.Impl, _options with { Runner = runner }).Run();
        if (verdict.Outcome != Outcome.Conforms)
        {
            throw new InvalidOperationException($"{verdict.Outcome}");
        }
    }
}
