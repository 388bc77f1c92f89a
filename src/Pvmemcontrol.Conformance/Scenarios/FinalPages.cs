// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>
/// Reads what a scenario leaves in guest RAM: every byte, as the guest and as others see it, and the flags and the
/// residency of every page. A page without an entry in the page table is not touched for that: what the guest would
/// read there follows from the object that its VMA maps. A fault, and the page that it would make, cost far more than a
/// comparison.
/// </summary>
internal sealed class FinalPages
{
    private readonly ScenarioArena _arena;
    private readonly GuestLayout _layout;

    /// <summary>By page: whether its VMA still maps what the region was mapped from.</summary>
    private readonly bool[] _isOwn;

    /// <summary>The object behind a region of shared memory.</summary>
    private readonly byte[] _object;

    /// <summary>Over the arena of the runner's process.</summary>
    /// <param name="arena">Gets everything.</param>
    /// <param name="vmas">Reads the flags.</param>
    /// <param name="residency">Reads where the pages are.</param>
    internal FinalPages(ScenarioArena arena, VmaTable vmas, ResidencyTable residency)
    {
        (_arena, Vmas, Residency, _layout) = (arena, vmas, residency, arena.Layout);
        _isOwn = new bool[_layout.PageCount];
        _object = new byte[_layout.Regions.Where(r => r.Backing == Backing.SharedMemory).Select(r => (int)r.Length)
            .DefaultIfEmpty(0).Max()];
    }

    /// <summary>Reads the flags of VMAs.</summary>
    internal VmaTable Vmas { get; }

    /// <summary>Reads where pages are.</summary>
    internal ResidencyTable Residency { get; }

    /// <summary>Reads everything; the first word that others do not see as they should.</summary>
    /// <param name="memory">Guest RAM.</param>
    /// <param name="place">The scenario's place in the arena.</param>
    /// <param name="looksAsOthers">Whether to look at it as others do who have mapped it.</param>
    internal OthersView? Read(GuestMemory memory, int place, bool looksAsOthers)
    {
        var flags = _arena.Vmas(place);
        Vmas.Read(memory, flags, _isOwn);
        Residency.Read(memory, _arena.Residency(place));
        if (!AreReadable(flags))
        {
            memory.MakeAccessible();
        }

        OthersView? first = null;
        for (var region = 0; region < _layout.Regions.Length; region++)
        {
            var view = _layout.Regions[region].Backing switch
            {
                Backing.SharedMemory => ReadShared(memory, place, region),
                Backing.PrivateFile => ReadFile(memory, place, region),
                Backing.HugeShared => ReadHuge(memory, place, region),
                _ => ReadAnonymous(memory, place, region),
            };
            first ??= view;
        }

        return looksAsOthers ? first : null;
    }

    private static bool AreReadable(ReadOnlySpan<byte> flags)
    {
        foreach (var page in flags)
        {
            if (page == VmaTable.Unmapped || (page & (byte)VmaFlags.Read) == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True for a page without an entry in the page table, that reads as the region's object has it.</summary>
    private bool IsOfObject(int place, int page) =>
        _arena.Residency(place)[page] == ResidencyTable.None && _isOwn[page];

    private (int First, int End) PagesOf(int region) =>
        (_layout.FirstPage(region), _layout.FirstPage(region) + _layout.Regions[region].Pages);

    private OthersView? ReadAnonymous(GuestMemory memory, int place, int region)
    {
        var isHuge = _layout.Regions[region].Backing.IsHuge();
        var (first, end) = PagesOf(region);
        for (var page = first; page < end; page++)
        {
            if (IsOfObject(place, page))
            {
                _arena.SetFresh(place, page);
                continue;
            }

            if (isHuge && IsFirstOfAbsent(place, page, first))
            {
                BringIn(memory, page);
            }

            ReadMapped(memory, place, page);
        }

        return null;
    }

    private OthersView? ReadFile(GuestMemory memory, int place, int region)
    {
        OthersView? view = null;
        var seen = memory.AsOthersSee(region);
        var (first, end) = PagesOf(region);
        for (var page = first; page < end; page++)
        {
            var file = PageOf(seen, page - first);
            if (!file.IsEmpty)
            {
                view ??= OthersView.Compare(page, file, _arena.FreshPage(page).Bytes);
            }

            if (!file.IsEmpty && IsOfObject(place, page))
            {
                Put(place, page, file);
            }
            else
            {
                ReadMapped(memory, place, page);
            }
        }

        return view;
    }

    private OthersView? ReadShared(GuestMemory memory, int place, int region)
    {
        OthersView? view = null;
        var (first, end) = PagesOf(region);
        var whole = _object.AsSpan(0, (end - first) * PageGeometry.Size);
        var seen = memory.TryReadObject(region, whole) ? whole : memory.AsOthersSee(region);
        for (var page = first; page < end; page++)
        {
            var others = PageOf(seen, page - first);
            if (!others.IsEmpty && (IsOfObject(place, page) || memory.Has(_layout.AddressOfPage(page), others)))
            {
                Put(place, page, others);
                continue;
            }

            ReadMapped(memory, place, page);
            if (!others.IsEmpty)
            {
                view ??= OthersView.Compare(page, others, _arena.Page(place, page));
            }
        }

        return view;
    }

    /// <summary>
    /// Shared huge pages can only be counted. If as many are mapped here as the object has, it has no others: the rest
    /// reads as zeros.
    /// </summary>
    private OthersView? ReadHuge(GuestMemory memory, int place, int region)
    {
        var (first, end) = PagesOf(region);
        var residency = _arena.Residency(place)[first..end];
        var mapped = residency.Count(ResidencyTable.Resident);
        var areOthersHoles = !_isOwn.AsSpan(first, end - first).Contains(false)
            && memory.AllocatedBytesOf(region) == (ulong)mapped << PageGeometry.Shift;
        for (var page = first; page < end; page++)
        {
            if (areOthersHoles && residency[page - first] == ResidencyTable.None)
            {
                _arena.SetFresh(place, page);
                continue;
            }

            if (IsFirstOfAbsent(place, page, first))
            {
                BringIn(memory, page);
            }

            ReadMapped(memory, place, page);
        }

        return null;
    }

    /// <summary>True for the first page of a huge page that is not mapped.</summary>
    private bool IsFirstOfAbsent(int place, int page, int firstOfRegion) =>
        (page - firstOfRegion) % Backings.PagesInHugePage == 0
        && _arena.Residency(place)[page] != ResidencyTable.Resident;

    /// <summary>Faults in a huge page that is not mapped, so that reading it is safe.</summary>
    /// <exception cref="HostException">Another process has taken a huge page meanwhile.</exception>
    private void BringIn(GuestMemory memory, int page)
    {
        Span<byte> first = stackalloc byte[1];
        if (!memory.TryRead(_layout.AddressOfPage(page), first))
        {
            HugePagePool.RequireFree();
        }
    }

    private void ReadMapped(GuestMemory memory, int place, int page)
    {
        if (memory.Has(_layout.AddressOfPage(page), _arena.FreshPage(page).Bytes))
        {
            _arena.SetFresh(place, page);
        }
        else
        {
            memory.Read(_layout.AddressOfPage(page), _arena.Keep(place, page));
        }
    }

    private void Put(int place, int page, ReadOnlySpan<byte> bytes)
    {
        if (bytes.SequenceEqual(_arena.FreshPage(page).Bytes))
        {
            _arena.SetFresh(place, page);
        }
        else
        {
            bytes.CopyTo(_arena.Keep(place, page));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> PageOf(ReadOnlySpan<byte> seen, int index) =>
        seen.IsEmpty ? seen : seen.Slice(index * PageGeometry.Size, PageGeometry.Size);
}
