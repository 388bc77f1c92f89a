// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Host;

/// <summary>
/// Guest RAM on real mappings of this process, one per region. Reading or writing a page that a host call revoked
/// ends the process with a signal; <see cref="TryRead"/> and <see cref="TryWrite"/> report it instead.
/// </summary>
public sealed unsafe class GuestMemory : IDisposable
{
    /// <summary>
    /// Mappings are tried from this host address upwards, below everything else in a process, so that
    /// /proc/self/maps shows them first; wherever it is taken the kernel chooses.
    /// </summary>
    private const nint PreferredBase = 0x1000_0000;

    /// <summary>The distance of these addresses: more than the regions of a layout take.</summary>
    private const nint PlaceSize = 0x0800_0000;

    private readonly nint[] _bases;
    private readonly Region[] _regions;
    private bool _disposed;

    /// <summary>Maps fresh, zeroed memory for every region of the layout.</summary>
    /// <param name="layout">The regions.</param>
    /// <param name="place">A different number, from 0, for each instance mapped at the same time.</param>
    /// <exception cref="HostException">A mapping could not be made.</exception>
    public GuestMemory(GuestLayout layout, int place = 0)
        : this(layout, PreferredBase + (place * PlaceSize))
    {
    }

    private GuestMemory(GuestLayout layout, nint hint)
    {
        Layout = layout;
        _regions = [.. layout.Regions];
        _bases = new nint[_regions.Length];
        for (var i = 0; i < _regions.Length; i++)
        {
            try
            {
                _bases[i] = Map(_regions[i], layout.FirstPage(i), hint);
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

    /// <summary>The regions.</summary>
    public GuestLayout Layout { get; }

    /// <summary>Maps memory that begins at this host address; null where the process has something else.</summary>
    /// <param name="layout">The regions.</param>
    /// <param name="address">Of the first region.</param>
    /// <exception cref="HostException">A mapping could not be made.</exception>
    public static GuestMemory? TryAt(GuestLayout layout, nint address)
    {
        var memory = new GuestMemory(layout, address);
        if (memory.BaseOf(0) == address)
        {
            return memory;
        }

        memory.Dispose();
        return null;
    }

    /// <summary>The host address of a region's first byte, for handing to foreign code.</summary>
    public nint BaseOf(int region) => _bases[region];

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
        var first = _bases[region] + (nint)(address - _regions[region].Start);
        var firstLength = (int)Math.Min(Request.Size, _regions[region].End - address);
        place = new BufferPlace(first, firstLength, firstLength == Request.Size ? 0 : _bases[region + 1]);
        return true;
    }

    /// <summary>Copies bytes out of guest RAM, through adjacent regions too; every page must be readable.</summary>
    /// <exception cref="ArgumentException">Some byte is not guest RAM.</exception>
    public void Read(ulong address, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var count = Piece(address, destination.Length, out var at);

            // SAFETY: Piece proved that the bytes lie in a mapping of ours.
            new ReadOnlySpan<byte>((void*)at, count).CopyTo(destination);
            destination = destination[count..];
            address += (ulong)count;
        }
    }

    /// <summary>Copies bytes into guest RAM, through adjacent regions too; every page must be writable.</summary>
    /// <exception cref="ArgumentException">Some byte is not guest RAM.</exception>
    public void Write(ulong address, ReadOnlySpan<byte> source)
    {
        while (!source.IsEmpty)
        {
            var count = Piece(address, source.Length, out var at);

            // SAFETY: Piece proved that the bytes lie in a mapping of ours.
            source[..count].CopyTo(new Span<byte>((void*)at, count));
            source = source[count..];
            address += (ulong)count;
        }
    }

    /// <summary>Like <see cref="Read"/>; false, instead of a signal, when a page is not readable.</summary>
    /// <exception cref="HostException">The kernel does not let this process copy so at all.</exception>
    public bool TryRead(ulong address, Span<byte> destination)
    {
        fixed (byte* local = destination)
        {
            return TryCopy(address, local, destination.Length, isWrite: false);
        }
    }

    /// <summary>Like <see cref="Write"/>; false, instead of a signal, when a page is not writable.</summary>
    /// <exception cref="HostException">The kernel does not let this process copy so at all.</exception>
    public bool TryWrite(ulong address, ReadOnlySpan<byte> source)
    {
        fixed (byte* local = source)
        {
            return TryCopy(address, local, source.Length, isWrite: true);
        }
    }

    /// <summary>Gives all of guest RAM the properties of new mappings; its content stays.</summary>
    /// <exception cref="HostException">mprotect failed.</exception>
    public void MakeAsNew()
    {
        MakeAccessible();
        for (var i = 0; i < _regions.Length; i++)
        {
            // What a kernel does not know cannot have been set.
            _ = LibC.MUnlock(_bases[i], (nuint)_regions[i].Length);
            _ = LibC.MAdvise(_bases[i], (nuint)_regions[i].Length, LibC.MadvDoDump);
            _ = LibC.MAdvise(_bases[i], (nuint)_regions[i].Length, LibC.MadvUnmergeable);
        }
    }

    /// <summary>Makes all of guest RAM readable and writable again, as a VM reset does.</summary>
    /// <exception cref="HostException">mprotect failed.</exception>
    public void MakeAccessible()
    {
        for (var i = 0; i < _regions.Length; i++)
        {
            if (LibC.MProtect(_bases[i], (nuint)_regions[i].Length, LibC.ProtRead | LibC.ProtWrite) != 0)
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
        for (var i = 0; i < _regions.Length; i++)
        {
            if (_bases[i] != 0)
            {
                _ = LibC.MUnmap(_bases[i], (nuint)_regions[i].Length);
            }
        }
    }

    private bool TryCopy(ulong address, byte* local, int length, bool isWrite)
    {
        for (int count; length > 0; local += count, length -= count, address += (ulong)count)
        {
            count = Piece(address, length, out var at);
            var here = new LibC.IoVector { Base = (nint)local, Length = (nuint)count };
            var there = new LibC.IoVector { Base = at, Length = (nuint)count };

            // SAFETY: both vectors describe memory of this process that stays mapped during the call; the kernel checks
            // the pages' protection.
            var copied = isWrite
                ? LibC.ProcessVmWriteV(Environment.ProcessId, &here, 1, &there, 1, 0)
                : LibC.ProcessVmReadV(Environment.ProcessId, &here, 1, &there, 1, 0);
            if (!IsWhole(copied, count))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A copy that stopped early, or did not begin, met a page that does not allow it.</summary>
    private static bool IsWhole(nint copied, int count)
    {
        var errno = copied < 0 ? Marshal.GetLastPInvokeError() : 0;
        return errno is 0 or (int)Errno.EFAULT
            ? copied == count
            : throw new HostException("process_vm_readv or process_vm_writev", errno);
    }

    private static nint Map(in Region region, int firstPage, nint hint)
    {
        var length = (nuint)region.Length;
        var fd = -1;
        var flags = LibC.MapNoReserve | (region.Backing.IsShared() ? LibC.MapShared : LibC.MapPrivate);
        if (region.Backing.IsHuge())
        {
            // With a reservation: a pool that is too small fails here, and not as a fault of a device.
            flags = (flags & ~LibC.MapNoReserve) | LibC.MapHugeTlb | LibC.MapHuge2M;
        }

        if (region.Backing is Backing.PrivateAnonymous or Backing.HugePrivate)
        {
            flags |= LibC.MapAnonymous;
        }
        else
        {
            fd = BackingFile.Create(region);
            flags &= ~(LibC.MapHugeTlb | LibC.MapHuge2M);
        }

        if (region.Backing == Backing.PrivateFile)
        {
            BackingFile.Fill(fd, firstPage, region.Pages);
        }

        var address = LibC.MMap(hint, length, LibC.ProtRead | LibC.ProtWrite, flags | LibC.MapFixedNoReplace, fd, 0);
        if (address == -1)
        {
            address = LibC.MMap(0, length, LibC.ProtRead | LibC.ProtWrite, flags, fd, 0);
        }

        var errno = Marshal.GetLastPInvokeError();
        if (fd >= 0)
        {
            _ = LibC.Close(fd);
        }

        return address == -1 ? throw new HostException("mmap", errno) : address;
    }

    /// <summary>How many of the bytes lie in the region of the first, and where that is.</summary>
    private int Piece(ulong address, int length, out nint at)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var region = FindRegion(address, 1, out var offset);
        if (region < 0)
        {
            throw new ArgumentException($"0x{address:x} is not guest RAM");
        }

        at = _bases[region] + (nint)offset;
        return (int)Math.Min((ulong)length, _regions[region].Length - offset);
    }
}
