// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Running;

/// <summary>
/// The memory that the judging process and the runner's process share, and where things are in it: the regions, the
/// progress word, and slots that hold a scenario's steps and then what was observed. Half of the slots are run while
/// the other half is judged.
/// </summary>
internal sealed class Arena : IDisposable
{
    private const int ControlSize = 4096;
    private const int MaxChannelsOffset = 8;
    private const int LockLimitOffset = 16;
    private const int RegionsOffset = 64;
    private const int MaxRegions = 16;
    private const int BegunOffset = 4;
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

    private readonly SharedArena _memory;
    private readonly int _slotSize;

    private Arena(SharedArena memory, GuestLayout layout)
    {
        _memory = memory;
        Layout = layout;
        _slotSize = SlotSizeOf(layout);
        BatchSize = BatchSizeOf(layout);
    }

    /// <summary>The regions that every scenario in the arena runs on.</summary>
    internal GuestLayout Layout { get; }

    /// <summary>Scenarios that one half takes.</summary>
    internal int BatchSize { get; }

    /// <summary>How another process of the same user opens it.</summary>
    internal string Path => _memory.Path;

    /// <summary>Slot, step and phase as they were told last, packed; it compares.</summary>
    internal ulong Progress => Volatile.Read(ref MemoryMarshal.AsRef<ulong>(_memory.Bytes));

    /// <summary>How many channels the target says that it takes.</summary>
    internal uint MaxChannels
    {
        get => BinaryPrimitives.ReadUInt32LittleEndian(_memory.Bytes[MaxChannelsOffset..]);
        set => BinaryPrimitives.WriteUInt32LittleEndian(_memory.Bytes[MaxChannelsOffset..], value);
    }

    /// <summary>
    /// How many bytes the runner's process may lock; <see cref="ulong.MaxValue"/> for as many as it can.
    /// </summary>
    internal ulong LockLimit
    {
        get => BinaryPrimitives.ReadUInt64LittleEndian(_memory.Bytes[LockLimitOffset..]);
        set => BinaryPrimitives.WriteUInt64LittleEndian(_memory.Bytes[LockLimitOffset..], value);
    }

    /// <summary>Makes an arena for scenarios on these regions.</summary>
    /// <exception cref="HostException">The kernel refused.</exception>
    internal static Arena Create(GuestLayout layout)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(layout.Regions.Length, MaxRegions);
        var memory = SharedArena.Create(ControlSize + (2 * BatchSizeOf(layout) * SlotSizeOf(layout)));
        WriteLayout(memory.Bytes[RegionsOffset..], layout);
        return new Arena(memory, layout);
    }

    /// <summary>Opens the arena that another process made.</summary>
    /// <exception cref="HostException">There is none, or it may not be opened.</exception>
    internal static Arena Open(string path)
    {
        var memory = SharedArena.Open(path);
        return new Arena(memory, ReadLayout(memory.Bytes[RegionsOffset..]));
    }

    /// <summary>Tells how far a run is, so that one store tells all of it.</summary>
    internal void Tell(int slot, int step, RunPhase phase) =>
        Volatile.Write(ref MemoryMarshal.AsRef<ulong>(_memory.Bytes),
            ((ulong)(uint)slot << 32) | ((ulong)(uint)step << 8) | (byte)phase);

    /// <summary>Takes a packed progress apart.</summary>
    internal static (int Slot, int Step, RunPhase Phase) Unpack(ulong progress) =>
        ((int)(progress >> 32), (int)((progress >> 8) & 0xFF_FFFF), (RunPhase)(byte)progress);

    /// <summary>Puts a scenario's steps into a slot.</summary>
    internal void WriteSteps(int slot, ImmutableArray<Step> steps)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps.Length, Scenario.MaxSteps);
        var at = Slot(slot);
        BinaryPrimitives.WriteInt32LittleEndian(at, steps.Length);
        at[BegunOffset] = 0;
        StepCodec.Encode(steps, at[HeaderSize..]);
        Observations(slot)[..steps.Length].Clear();
    }

    /// <summary>Reads the steps of a slot.</summary>
    internal ImmutableArray<Step> ReadSteps(int slot)
    {
        var at = Slot(slot);
        return StepCodec.Decode(at[HeaderSize..], BinaryPrimitives.ReadInt32LittleEndian(at));
    }

    /// <summary>Tells that the scenario of a slot is being run.</summary>
    internal void SetBegun(int slot) => Volatile.Write(ref Slot(slot)[BegunOffset], 1);

    /// <summary>True when the scenario of a slot is being run or was.</summary>
    internal bool HasBegun(int slot) => Volatile.Read(ref Slot(slot)[BegunOffset]) != 0;

    /// <summary>The observations of a slot, one a step.</summary>
    internal Span<Observation> Observations(int slot) => MemoryMarshal.Cast<byte, Observation>(
        Slot(slot).Slice(ObservationsOffset, Scenario.MaxSteps * Observation.Size));

    /// <summary>The flags of the VMAs at the end, one byte a page.</summary>
    internal Span<byte> Vmas(int slot) => Slot(slot).Slice(VmasOffset, Layout.PageCount);

    /// <summary>Where the pages were at the end, one byte a page, as <see cref="ResidencyTable"/> has them.</summary>
    internal Span<byte> Residency(int slot) => Slot(slot).Slice(VmasOffset + Layout.PageCount, Layout.PageCount);

    /// <summary>
    /// True where the kernel has no page: it reads as zeros, and would cost a fault only to be compared.
    /// </summary>
    internal bool IsUntouched(int slot, int index) =>
        Residency(slot)[index] == ResidencyTable.None
        && Layout.BackingOfPage(index) is Backing.PrivateAnonymous or Backing.HugePrivate;

    /// <summary>A page of guest RAM at the end, unless it is untouched.</summary>
    internal Span<byte> Page(int slot, int index) =>
        Slot(slot).Slice(MemoryOffsetOf(Layout) + (index * PageGeometry.Size), PageGeometry.Size);

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private static int MemoryOffsetOf(GuestLayout layout) => VmasOffset + ((2 * layout.PageCount) + 63 & ~63);

    private static int SlotSizeOf(GuestLayout layout) =>
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

    private Span<byte> Slot(int slot) => _memory.Bytes.Slice(ControlSize + (slot * _slotSize), _slotSize);
}
