// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Host;

/// <summary>
/// Guest RAM on real mappings of this process, one per region. Reading or writing a page that a host call revoked
/// ends the process with a signal; <see cref="TryRead"/> and <see cref="TryWrite"/> report it instead.
/// </summary>
public sealed unsafe partial class GuestMemory : IDisposable
{
    /// <summary>
    /// Mappings are tried from this host address upwards, below everything else in a process, so that
    /// /proc/self/maps shows them first; wherever it is taken the kernel chooses.
    /// </summary>
    private const nint PreferredBase = 0x1000_0000;

    /// <summary>The distance of these addresses: more than the regions of a layout take.</summary>
    private const nint PlaceSize = 0x0800_0000;

    private readonly RegionMapping?[] _mappings;
    private readonly Region[] _regions;

    /// <summary>Of attached memory; empty where every page is revocable.</summary>
    private readonly ImmutableArray<PageLife> _lives = [];

    /// <summary>Of attached memory, where they are known.</summary>
    private readonly ImmutableArray<SharedObject> _objects = [];
    private bool _disposed;

    /// <summary>Where the objects go when this is disposed of; null for nowhere.</summary>
    private readonly KeptObjects? _kept;

    /// <summary>Maps fresh, zeroed memory for every region of the layout.</summary>
    /// <param name="layout">The regions.</param>
    /// <param name="place">A different number, from 0, for each instance mapped at the same time.</param>
    /// <param name="kept">
    /// The objects of guest RAM of the same layout that was disposed of, to be used again; those of this one are kept
    /// there in their turn.
    /// </param>
    /// <exception cref="HostException">A mapping could not be made.</exception>
    public GuestMemory(GuestLayout layout, int place = 0, KeptObjects? kept = null)
        : this(layout, PreferredBase + (place * PlaceSize), kept)
    {
    }

    private GuestMemory(GuestLayout layout, nint hint, KeptObjects? kept)
    {
        _kept = kept;
        Layout = layout;
        _regions = [.. layout.Regions];
        _mappings = new RegionMapping?[_regions.Length];
        for (var i = 0; i < _regions.Length; i++)
        {
            try
            {
                _mappings[i] = RegionMapping.Of(_regions[i], layout.FirstPage(i), hint, kept?.Take(i));
            }
            catch (HostException)
            {
                Dispose();
                throw;
            }

            // A gap between regions, so that a call that runs over the end of one meets unmapped memory; the next
            // begins where a huge page may.
            hint += (nint)(_regions[i].Length + (2 * Backings.HugePageSize) - 1) & ~(nint)(Backings.HugePageSize - 1);
        }
    }

    private GuestMemory(GuestLayout layout, ReadOnlySpan<nint> bases, ReadOnlySpan<PageLife> lives,
        ReadOnlySpan<SharedObject> objects)
    {
        _objects = [.. objects];
        ArgumentOutOfRangeException.ThrowIfNotEqual(bases.Length, layout.Regions.Length);
        Layout = layout;
        _lives = [.. lives];
        _regions = [.. layout.Regions];
        _mappings = new RegionMapping?[_regions.Length];
        for (var i = 0; i < _regions.Length; i++)
        {
            _mappings[i] = RegionMapping.OfOthers(bases[i]);
        }
    }

    /// <summary>
    /// Guest RAM that a VMM has mapped: it stays mapped until after Dispose, which does not unmap it. What is behind it
    /// is looked up in /proc/self/smaps.
    /// </summary>
    /// <param name="regions">
    /// In any order: guest physical address, bytes, and the host address of the first byte.
    /// </param>
    /// <exception cref="ArgumentException">The regions are no guest RAM, or not mapped.</exception>
    public static GuestMemory Over(params ReadOnlySpan<(ulong Start, ulong Length, nint Base)> regions)
    {
        var ordered = regions.ToArray();
        Array.Sort(ordered, (one, other) => one.Start.CompareTo(other.Start));
        var layout = new GuestLayout([.. ordered.Select(r =>
            r.Length % PageGeometry.Size == 0 && r.Length >> PageGeometry.Shift <= int.MaxValue
                ? new Region(r.Start, (int)(r.Length >> PageGeometry.Shift), BackingLookup.At(r.Base))
                : throw new ArgumentException($"0x{r.Length:x} bytes are no region", nameof(regions)))]);
        return new GuestMemory(layout, [.. ordered.Select(r => r.Base)], [], []);
    }

    /// <summary>
    /// Guest RAM that somebody else has mapped, and whose backing is known. It stays mapped until after Dispose, which
    /// does not unmap it. There may be no region at all.
    /// </summary>
    /// <param name="layout">The regions.</param>
    /// <param name="bases">The host address of each region's first byte.</param>
    /// <param name="lives">What may happen to each region's pages.</param>
    /// <param name="objects">The object behind each region; none at all where they are not known.</param>
    public static GuestMemory Attach(GuestLayout layout, ReadOnlySpan<nint> bases, ReadOnlySpan<PageLife> lives,
        ReadOnlySpan<SharedObject> objects = default)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentOutOfRangeException.ThrowIfNotEqual(lives.Length, bases.Length);
        return new GuestMemory(layout, bases, lives, objects);
    }

    /// <summary>The regions.</summary>
    public GuestLayout Layout { get; }

    /// <summary>Maps memory that begins at this host address; null where the process has something else.</summary>
    /// <param name="layout">The regions.</param>
    /// <param name="address">Of the first region.</param>
    /// <exception cref="HostException">A mapping could not be made.</exception>
    public static GuestMemory? TryAt(GuestLayout layout, nint address)
    {
        var memory = new GuestMemory(layout, address, kept: null);
        if (memory.BaseOf(0) == address)
        {
            return memory;
        }

        memory.Dispose();
        return null;
    }

    /// <summary>The host address of a region's first byte, for handing to foreign code.</summary>
    public nint BaseOf(int region) => _mappings[region]!.Base;

    /// <summary>No guest RAM.</summary>
    public static GuestMemory None { get; } = Attach(new GuestLayout(), [], []);

    /// <summary>The index of the region that holds every byte of the range, or -1.</summary>
    /// <param name="address">Guest physical address.</param>
    /// <param name="length">Bytes, at least 1.</param>
    /// <param name="offset">Bytes from the region's start.</param>
    public int FindRegion(ulong address, ulong length, out ulong offset)
    {
        for (var i = 0; i < _regions.Length; i++)
        {
            // Unsigned: an address below the start gives an offset larger than any region.
            offset = address - _regions[i].Start;
            if (offset < _regions[i].Length)
            {
                return length <= _regions[i].Length - offset ? i : -1;
            }
        }

        offset = 0;
        return -1;
    }

    /// <summary>Finds the 32 bytes of a buffer; false when not all of them are guest RAM.</summary>
    public bool TryPlaceBuffer(ulong address, out BufferPlace place)
    {
        place = default;
        var range = Layout.Place(address, Request.Size);
        if (!range.IsGuestRam)
        {
            return false;
        }

        var region = Layout.RegionOfPage(range.FirstPage);
        var first = BaseOf(region) + (nint)(address - _regions[region].Start);
        var firstLength = (int)Math.Min(Request.Size, _regions[region].End - address);
        var mayVanish = LifeAt(address) == PageLife.Vanishing
            || LifeAt(address + (Request.Size - 1)) == PageLife.Vanishing;
        place = new BufferPlace(first, firstLength, firstLength == Request.Size ? 0 : BaseOf(region + 1), mayVanish);
        return true;
    }

    /// <summary>Gives all of guest RAM the properties of new mappings; its content stays.</summary>
    /// <exception cref="HostException">mprotect failed.</exception>
    public void MakeAsNew()
    {
        MakeAccessible();
        for (var i = 0; i < _regions.Length; i++)
        {
            // What a kernel does not know cannot have been set.
            _ = LibC.MUnlock(BaseOf(i), (nuint)_regions[i].Length);
            _ = LibC.MAdvise(BaseOf(i), (nuint)_regions[i].Length, LibC.MadvDoDump);
            _ = LibC.MAdvise(BaseOf(i), (nuint)_regions[i].Length, LibC.MadvUnmergeable);
        }
    }

    /// <summary>Makes all of guest RAM readable and writable again, as a VM reset does.</summary>
    /// <exception cref="HostException">mprotect failed.</exception>
    public void MakeAccessible()
    {
        for (var i = 0; i < _regions.Length; i++)
        {
            if (LibC.MProtect(BaseOf(i), (nuint)_regions[i].Length, LibC.ProtRead | LibC.ProtWrite) != 0)
            {
                throw new HostException("mprotect", Marshal.GetLastPInvokeError());
            }
        }
    }

    /// <summary>Unmaps guest RAM. No device may touch it any more.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        for (var i = 0; i < _mappings.Length; i++)
        {
            if (_mappings[i]?.Take() is not { } left)
            {
                continue;
            }

            if (_kept is null)
            {
                left.Dispose();
            }
            else
            {
                _kept.Keep(i, left);
            }
        }
    }
}
