// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>
/// What a scenario's run showed: a view of the arena, valid until the next scenarios are submitted to the same half.
/// </summary>
public sealed class ScenarioRecord : IRunRecord
{
    private readonly ScenarioArena _arena;
    private readonly int _place;

    internal ScenarioRecord(ScenarioArena arena, int place, Scenario scenario, RunnerSettings settings)
    {
        _arena = arena;
        _place = place;
        Scenario = scenario;
        Host = settings.Host;
        Vcpus = settings.Vcpus;
    }

    /// <summary>What was run.</summary>
    public Scenario Scenario { get; }

    /// <summary>What the host can do.</summary>
    public HostCapabilities Host { get; }

    /// <inheritdoc/>
    public Vcpus Vcpus { get; }

    /// <summary>How many channels the target says it supports.</summary>
    public uint MaxChannels => _arena.MaxChannels;

    /// <inheritdoc/>
    int IFinalMemory.PageCount => Scenario.Layout.PageCount;

    /// <inheritdoc/>
    int IFinalMemory.StepCount => Scenario.Steps.Length;

    /// <summary>One observation a step.</summary>
    public ReadOnlySpan<Observation> Observations =>
        _arena.Observations(_place)[..Scenario.Steps.Length];

    /// <summary>The VMA flags of every page after the last step, or <see cref="VmaTable.Unmapped"/>.</summary>
    public ReadOnlySpan<byte> Vmas => _arena.Vmas(_place);

    /// <inheritdoc/>
    public ReadOnlySpan<byte> VmasAtCreate => _arena.VmasAtCreate;

    /// <summary>Where every page was after the last step, as <see cref="ResidencyTable"/> has it.</summary>
    public ReadOnlySpan<byte> Residency => _arena.Residency(_place);

    /// <inheritdoc/>
    public OthersView? Others => _arena.Others(_place);

    /// <summary>The bytes of a page after the last step.</summary>
    public ReadOnlySpan<byte> Page(int index) => _arena.Page(_place, index);
}
