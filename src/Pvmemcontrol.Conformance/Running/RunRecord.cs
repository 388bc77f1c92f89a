// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Running;

/// <summary>
/// What a scenario's run showed: a view of the arena, valid until the next scenarios are submitted to the same half.
/// </summary>
public sealed class RunRecord : IMemoryAtEnd
{
    private readonly Arena _arena;
    private readonly int _slot;

    internal RunRecord(Arena arena, int slot, Scenario scenario, HostCapabilities host)
    {
        _arena = arena;
        _slot = slot;
        Scenario = scenario;
        Host = host;
    }

    /// <summary>What was run.</summary>
    public Scenario Scenario { get; }

    /// <summary>What the host is able to.</summary>
    public HostCapabilities Host { get; }

    /// <summary>How many channels the target says that it takes.</summary>
    public uint MaxChannels => _arena.MaxChannels;

    /// <inheritdoc/>
    int IMemoryAtEnd.PageCount => Scenario.Layout.PageCount;

    /// <inheritdoc/>
    int IMemoryAtEnd.StepCount => Scenario.Steps.Length;

    /// <summary>One observation a step.</summary>
    public ReadOnlySpan<Observation> Observations =>
        _arena.Observations(_slot)[..Scenario.Steps.Length];

    /// <summary>The VMA flags of every page after the last step, or <see cref="VmaTable.Unmapped"/>.</summary>
    public ReadOnlySpan<byte> Vmas => _arena.Vmas(_slot);

    /// <summary>Where every page was after the last step, as <see cref="ResidencyTable"/> has it.</summary>
    public ReadOnlySpan<byte> Residency => _arena.Residency(_slot);

    /// <summary>The bytes of a page after the last step.</summary>
    public ReadOnlySpan<byte> Page(int index) =>
        _arena.IsUntouched(_slot, index) ? PageImage.Zero.Bytes : _arena.Page(_slot, index);
}
