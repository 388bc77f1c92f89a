// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>
/// The memory that the judging process and the runner's process share, and its layout: the regions, the progress word,
/// and places for a scenario's steps and its observations. Half of the places run while the other half is judged.
/// </summary>
internal sealed class ScenarioArena : IDisposable
{
    private const int ControlSize = 4096;
    private const int MaxChannelsOffset = 8;
    private const int ProcessNumberOffset = 12;
    private const int RegionsOffset = 64;
    private const int MaxRegions = 16;
    private const int VmasAtCreateOffset = 1024;
    private const int BegunOffset = 4;
    private const byte Begun = 1;
    private const byte Observed = 2;
    private const int OthersOffset = 8;
    private const int HeaderSize = 64;
    private const int Line = 64;
    private const int StepsSize = ((Scenario.MaxSteps * StepCodec.StepSize) + Line - 1) / Line * Line;
    private const int ObservationsSize = ((Scenario.MaxSteps * Observation.Size) + Line - 1) / Line * Line;
    private const int ObservationsOffset = HeaderSize + StepsSize;
    private const int VmasOffset = ObservationsOffset + ObservationsSize;

    /// <summary>Scenarios in a half, where guest RAM is small.</summary>
    private const int MostScenarios = 8;

    /// <summary>About how many pages the guest RAM of a half may have.</summary>
    private const int MostPages = 2048;

    /// <summary>What a place has about each page besides its content: flags, residency, whether it is fresh.</summary>
    private const int BytesOfPage = 3;
    private const byte Kept = 0;
    private const byte Fresh = 1;

    private static int _arenas;

    private readonly ImmutableArray<PageImage> _fresh;

    private readonly SharedArena _memory;
    private readonly int _placeSize;

    private ScenarioArena(SharedArena memory, GuestLayout layout)
    {
        _memory = memory;
        Layout = layout;
        _fresh = [.. Enumerable.Range(0, layout.PageCount).Select(p => PageImage.Fresh(p, layout.BackingOfPage(p)))];
        _placeSize = PlaceSizeOf(layout);
        BatchSize = BatchSizeOf(layout);
    }

    /// <summary>The regions that every scenario in the arena runs on.</summary>
    internal GuestLayout Layout { get; }

    /// <summary>Scenarios that one half takes.</summary>
    internal int BatchSize { get; }

    /// <summary>The path by which another process of the same user opens it.</summary>
    internal string Path => _memory.Path;

    /// <summary>The last published place, step and phase, packed; comparable.</summary>
    internal ulong Progress => Volatile.Read(ref MemoryMarshal.AsRef<ulong>(_memory.Bytes));

    /// <summary>How many channels the target says it supports.</summary>
    internal uint MaxChannels
    {
        get => BinaryPrimitives.ReadUInt32LittleEndian(_memory.Bytes[MaxChannelsOffset..]);
        set => BinaryPrimitives.WriteUInt32LittleEndian(_memory.Bytes[MaxChannelsOffset..], value);
    }

    /// <summary>The number of the runner's process among those of this one.</summary>
    internal int ProcessNumber
    {
        get => BinaryPrimitives.ReadInt32LittleEndian(_memory.Bytes[ProcessNumberOffset..]);
        private set => BinaryPrimitives.WriteInt32LittleEndian(_memory.Bytes[ProcessNumberOffset..], value);
    }

    /// <summary>The flags of the VMAs once a device was created, one byte a page.</summary>
    internal Span<byte> VmasAtCreate => _memory.Bytes.Slice(VmasAtCreateOffset, Layout.PageCount);

    /// <summary>Makes an arena for scenarios on these regions.</summary>
    /// <exception cref="HostException">The kernel refused.</exception>
    internal static ScenarioArena Create(GuestLayout layout)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(layout.Regions.Length, MaxRegions);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(layout.PageCount, ControlSize - VmasAtCreateOffset);
        var memory = SharedArena.Create(ControlSize + (2 * BatchSizeOf(layout) * PlaceSizeOf(layout)));
        WriteLayout(memory.Bytes[RegionsOffset..], layout);
        return new ScenarioArena(memory, layout)
        {
            ProcessNumber = Interlocked.Increment(ref _arenas) & ushort.MaxValue,
        };
    }

    /// <summary>Opens the arena that another process made.</summary>
    /// <exception cref="HostException">It does not exist, or may not be opened.</exception>
    internal static ScenarioArena Open(string path)
    {
        var memory = SharedArena.Open(path);
        return new ScenarioArena(memory, ReadLayout(memory.Bytes[RegionsOffset..]));
    }

    /// <summary>Publishes the progress of a run in one store.</summary>
    internal void Tell(int place, int step, RunPhase phase) =>
        Volatile.Write(ref MemoryMarshal.AsRef<ulong>(_memory.Bytes),
            ((ulong)(uint)place << 32) | ((ulong)(uint)step << 8) | (byte)phase);

    /// <summary>Unpacks a progress word.</summary>
    internal static (int Place, int Step, RunPhase Phase) Unpack(ulong progress) =>
        ((int)(progress >> 32), (int)((progress >> 8) & 0xFF_FFFF), (RunPhase)(byte)progress);

    /// <summary>Puts a scenario's steps into a place.</summary>
    internal void WriteSteps(int place, ImmutableArray<Step> steps)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps.Length, Scenario.MaxSteps);
        var at = At(place);
        BinaryPrimitives.WriteInt32LittleEndian(at, steps.Length);
        at[BegunOffset] = 0;
        at[OthersOffset] = 0;
        StepCodec.Encode(steps, at[HeaderSize..]);
        Observations(place)[..steps.Length].Clear();
    }

    /// <summary>Reads the steps in a place.</summary>
    internal ImmutableArray<Step> ReadSteps(int place)
    {
        var at = At(place);
        return StepCodec.Decode(at[HeaderSize..], BinaryPrimitives.ReadInt32LittleEndian(at));
    }

    /// <summary>Marks the scenario in a place as begun.</summary>
    internal void SetBegun(int place) => Volatile.Write(ref At(place)[BegunOffset], Begun);

    /// <summary>Marks that everything which the scenario in a place leaves has been read.</summary>
    internal void SetObserved(int place) => Volatile.Write(ref At(place)[BegunOffset], Observed);

    /// <summary>True when everything that the scenario in a place left has been read.</summary>
    internal bool IsObserved(int place) => Volatile.Read(ref At(place)[BegunOffset]) == Observed;

    /// <summary>True when the scenario in a place is being run or was.</summary>
    internal bool HasBegun(int place) => Volatile.Read(ref At(place)[BegunOffset]) != 0;

    /// <summary>The observations in a place, one a step.</summary>
    internal Span<Observation> Observations(int place) => MemoryMarshal.Cast<byte, Observation>(
        At(place).Slice(ObservationsOffset, Scenario.MaxSteps * Observation.Size));

    /// <summary>What others do not see as they should at the end.</summary>
    internal OthersView? Others(int place) =>
        At(place)[OthersOffset] == 0
            ? null
            : MemoryMarshal.Read<OthersView>(At(place)[(OthersOffset + sizeof(ulong))..]);

    /// <summary>Leaves it in a place.</summary>
    internal void SetOthers(int place, OthersView view)
    {
        MemoryMarshal.Write(At(place)[(OthersOffset + sizeof(ulong))..], view);
        At(place)[OthersOffset] = 1;
    }

    /// <summary>The flags of the VMAs at the end, one byte a page.</summary>
    internal Span<byte> Vmas(int place) => At(place).Slice(VmasOffset, Layout.PageCount);

    /// <summary>Where the pages were at the end, one byte a page, as <see cref="ResidencyTable"/> has them.</summary>
    internal Span<byte> Residency(int place) => At(place).Slice(VmasOffset + Layout.PageCount, Layout.PageCount);

    /// <summary>A page of guest RAM as fresh memory has it.</summary>
    internal PageImage FreshPage(int index) => _fresh[index];

    /// <summary>True when a page of guest RAM was as fresh at the end: its bytes are not in the arena.</summary>
    internal bool IsFresh(int place, int index) => Contents(place)[index] == Fresh;

    /// <summary>Notes that a page of guest RAM was as fresh at the end.</summary>
    internal void SetFresh(int place, int index) => Contents(place)[index] = Fresh;

    /// <summary>The place for a page of guest RAM that was not as fresh at the end.</summary>
    internal Span<byte> Keep(int place, int index)
    {
        Contents(place)[index] = Kept;
        return PageAt(place, index);
    }

    /// <summary>A page of guest RAM at the end.</summary>
    internal ReadOnlySpan<byte> Page(int place, int index) =>
        IsFresh(place, index) ? _fresh[index].Bytes : PageAt(place, index);

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private Span<byte> Contents(int place) =>
        At(place).Slice(VmasOffset + (2 * Layout.PageCount), Layout.PageCount);

    private Span<byte> PageAt(int place, int index) =>
        At(place).Slice(MemoryOffsetOf(Layout) + (index * PageGeometry.Size), PageGeometry.Size);

    private static int MemoryOffsetOf(GuestLayout layout) =>
        VmasOffset + ((BytesOfPage * layout.PageCount) + Line - 1) / Line * Line;

    private static int PlaceSizeOf(GuestLayout layout) =>
        MemoryOffsetOf(layout) + (layout.PageCount * PageGeometry.Size);

    private static int BatchSizeOf(GuestLayout layout) => Math.Clamp(MostPages / layout.PageCount, 1, MostScenarios);

    private static void WriteLayout(Span<byte> at, GuestLayout layout)
    {
        BinaryPrimitives.WriteInt32LittleEndian(at, layout.Regions.Length);
        foreach (var region in layout.Regions)
        {
            at = at[16..];
            BinaryPrimitives.WriteUInt64LittleEndian(at, region.Start);
            BinaryPrimitives.WriteInt32LittleEndian(at[8..], region.Pages);
            at[12] = (byte)region.Backing;
        }
    }

    private static GuestLayout ReadLayout(ReadOnlySpan<byte> at)
    {
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

    private Span<byte> At(int place) => _memory.Bytes.Slice(ControlSize + (place * _placeSize), _placeSize);
}
