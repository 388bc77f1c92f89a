// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Running;

/// <summary>
/// Where things are in the memory that the judging process and the runner's process share: the regions, the
/// progress word, and slots that hold a scenario's steps and then what was observed.
/// </summary>
internal static class ArenaLayout
{
    /// <summary>Scenarios that one command to the runner covers.</summary>
    internal const int BatchSize = 8;

    /// <summary>Two batches: one runs while the other is judged.</summary>
    internal const int SlotCount = 2 * BatchSize;

    /// <summary>Guest RAM is at most so many pages.</summary>
    internal const int MaxPages = 32;

    /// <summary>Bytes of the arena.</summary>
    internal const int Size = ControlSize + (SlotCount * SlotSize);

    private const int ControlSize = 4096;
    private const int MaxChannelsOffset = 8;
    private const int RegionsOffset = 64;
    private const int MaxRegions = 16;
    private const int BegunOffset = 4;
    private const int HeaderSize = 64;
    private const int StepsSize = 10048;
    private const int ObservationsOffset = HeaderSize + StepsSize;
    private const int VmasOffset = ObservationsOffset + StepsSize;
    private const int MemoryOffset = VmasOffset + 64;
    private const int SlotSize = MemoryOffset + (MaxPages * PageGeometry.Size);

    /// <summary>Slot, step and phase, packed so that one store tells them.</summary>
    internal static void SetProgress(Span<byte> arena, int slot, int step, RunPhase phase) =>
        Volatile.Write(ref MemoryMarshal.AsRef<ulong>(arena),
            ((ulong)(uint)slot << 32) | ((ulong)(uint)step << 8) | (byte)phase);

    /// <summary>What <see cref="SetProgress"/> told last, packed; it compares.</summary>
    internal static ulong Progress(Span<byte> arena) => Volatile.Read(ref MemoryMarshal.AsRef<ulong>(arena));

    /// <summary>Takes a packed progress apart.</summary>
    internal static (int Slot, int Step, RunPhase Phase) Unpack(ulong progress) =>
        ((int)(progress >> 32), (int)((progress >> 8) & 0xFF_FFFF), (RunPhase)(byte)progress);

    /// <summary>Tells how many channels the target says that it takes.</summary>
    internal static void SetMaxChannels(Span<byte> arena, uint limit) =>
        BinaryPrimitives.WriteUInt32LittleEndian(arena[MaxChannelsOffset..], limit);

    /// <summary>How many channels the target says that it takes.</summary>
    internal static uint MaxChannels(ReadOnlySpan<byte> arena) =>
        BinaryPrimitives.ReadUInt32LittleEndian(arena[MaxChannelsOffset..]);

    /// <summary>Writes the regions that every scenario in the arena runs on.</summary>
    internal static void WriteLayout(Span<byte> arena, GuestLayout layout)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(layout.PageCount, MaxPages);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(layout.Regions.Length, MaxRegions);
        var at = arena[RegionsOffset..];
        BinaryPrimitives.WriteInt32LittleEndian(at, layout.Regions.Length);
        foreach (var region in layout.Regions)
        {
            at = at[16..];
            BinaryPrimitives.WriteUInt64LittleEndian(at, region.Start);
            BinaryPrimitives.WriteInt32LittleEndian(at[8..], region.Pages);
            at[12] = (byte)region.Backing;
        }
    }

    /// <summary>Reads the regions.</summary>
    internal static GuestLayout ReadLayout(ReadOnlySpan<byte> arena)
    {
        var at = arena[RegionsOffset..];
        var regions = new Region[BinaryPrimitives.ReadInt32LittleEndian(at)];
        foreach (ref var region in regions.AsSpan())
        {
            at = at[16..];
            region = new Region(
                BinaryPrimitives.ReadUInt64LittleEndian(at),
                BinaryPrimitives.ReadInt32LittleEndian(at[8..]),
                (Backing)at[12]);
        }

        return new GuestLayout(regions);
    }

    /// <summary>Puts a scenario's steps into a slot.</summary>
    internal static void WriteSteps(Span<byte> arena, int slot, ImmutableArray<Step> steps)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps.Length, Scenario.MaxSteps);
        var at = Slot(arena, slot);
        BinaryPrimitives.WriteInt32LittleEndian(at, steps.Length);
        at[BegunOffset] = 0;
        StepCodec.Encode(steps, at[HeaderSize..]);
        Observations(arena, slot)[..steps.Length].Clear();
    }

    /// <summary>Reads the steps of a slot.</summary>
    internal static ImmutableArray<Step> ReadSteps(Span<byte> arena, int slot)
    {
        var at = Slot(arena, slot);
        return StepCodec.Decode(at[HeaderSize..], BinaryPrimitives.ReadInt32LittleEndian(at));
    }

    /// <summary>Tells that the scenario of a slot is being run.</summary>
    internal static void SetBegun(Span<byte> arena, int slot) => Volatile.Write(ref Slot(arena, slot)[BegunOffset], 1);

    /// <summary>True when the scenario of a slot is being run or was.</summary>
    internal static bool HasBegun(Span<byte> arena, int slot) => Volatile.Read(ref Slot(arena, slot)[BegunOffset]) != 0;

    /// <summary>The observations of a slot, one a step.</summary>
    internal static Span<Observation> Observations(Span<byte> arena, int slot) =>
        MemoryMarshal.Cast<byte, Observation>(
            Slot(arena, slot).Slice(ObservationsOffset, Scenario.MaxSteps * Observation.Size));

    /// <summary>The flags of the VMAs at the end, one byte a page.</summary>
    internal static Span<byte> Vmas(Span<byte> arena, int slot) =>
        Slot(arena, slot).Slice(VmasOffset, MaxPages);

    /// <summary>Guest RAM at the end, page after page.</summary>
    internal static Span<byte> Memory(Span<byte> arena, int slot) => Slot(arena, slot)[MemoryOffset..];

    private static Span<byte> Slot(Span<byte> arena, int slot) =>
        arena.Slice(ControlSize + (slot * SlotSize), SlotSize);
}
