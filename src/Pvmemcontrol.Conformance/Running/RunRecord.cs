// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Running;

/// <summary>
/// What a scenario's run showed: a view of the arena, valid until the next scenarios are submitted to the same half.
/// </summary>
public sealed class RunRecord
{
    private readonly SharedArena _arena;
    private readonly int _slot;

    internal RunRecord(SharedArena arena, int slot, Scenario scenario)
    {
        _arena = arena;
        _slot = slot;
        Scenario = scenario;
    }

    /// <summary>What was run.</summary>
    public Scenario Scenario { get; }

    /// <summary>How many channels the target says that it takes.</summary>
    public uint MaxChannels => ArenaLayout.MaxChannels(_arena.Bytes);

    /// <summary>One observation a step.</summary>
    public ReadOnlySpan<Observation> Observations =>
        ArenaLayout.Observations(_arena.Bytes, _slot)[..Scenario.Steps.Length];

    /// <summary>The VMA flags of every page after the last step, or <see cref="VmaTable.Unmapped"/>.</summary>
    public ReadOnlySpan<byte> Vmas => ArenaLayout.Vmas(_arena.Bytes, _slot)[..Scenario.Layout.PageCount];

    /// <summary>The bytes of a page after the last step.</summary>
    public ReadOnlySpan<byte> Page(int index) =>
        ArenaLayout.Memory(_arena.Bytes, _slot).Slice(index * PageGeometry.Size, PageGeometry.Size);
}
