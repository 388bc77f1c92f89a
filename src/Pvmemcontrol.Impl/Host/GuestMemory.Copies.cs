// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Host;

/// <content>Copies into guest RAM and out of it.</content>
public sealed unsafe partial class GuestMemory
{
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

    /// <summary>True where every copy is a system call, because the page may vanish at any moment.</summary>
    /// <param name="address">In guest RAM.</param>
    public bool MayVanish(ulong address) => LifeAt(address) == PageLife.Vanishing;

    /// <summary>True when guest RAM has these bytes there; every page must be readable.</summary>
    /// <exception cref="ArgumentException">Some byte is not guest RAM.</exception>
    public bool Has(ulong address, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            for (int done = 0, count; done < bytes.Length; done += count)
            {
                count = Piece(address + (ulong)done, bytes.Length - done, out var at);

                // Code that is compiled ahead for any x86-64 has vectors of 16 bytes, the C library those of the CPU.
                // SAFETY: Piece proved that the bytes lie in a mapping of ours.
                if (LibC.MemCmp((void*)at, start + done, (nuint)count) != 0)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>
    /// Gives fresh guest RAM the content of another with the same layout. Pages that read as fresh stay untouched.
    /// </summary>
    /// <param name="other">Every page of it must be readable.</param>
    /// <param name="isFresh">True for pages, by index, that are known to read as fresh: they are not looked at.</param>
    public void CopyFrom(GuestMemory other, Func<int, bool> isFresh)
    {
        Span<byte> page = stackalloc byte[PageGeometry.Size];
        for (var i = 0; i < Layout.PageCount; i++)
        {
            if (isFresh(i))
            {
                continue;
            }

            other.Read(Layout.AddressOfPage(i), page);
            if (!page.SequenceEqual(PageImage.Fresh(i, Layout.BackingOfPage(i)).Bytes))
            {
                Write(Layout.AddressOfPage(i), page);
            }
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

    private bool TryCopy(ulong address, byte* local, int length, bool isWrite)
    {
        for (int count; length > 0; local += count, length -= count, address += (ulong)count)
        {
            count = Piece(address, length, out var at);
            if (LifeAt(address) == PageLife.Lasting)
            {
                // SAFETY: Piece proved that the bytes lie in a mapping whose pages are always accessible.
                Buffer.MemoryCopy(isWrite ? local : (void*)at, isWrite ? (void*)at : local, count, count);
            }
            else if (!isWrite && LifeAt(address) == PageLife.Vanishing && !_objects.IsEmpty
                ? !TryReadFile(address, new Span<byte>(local, count))
                : !KernelCopy.Try(local, at, count, isWrite))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Reads bytes of one region from the file behind it, which is quicker than from the mapping. There is no such way
    /// to write: it would make a file longer that was truncated.
    /// </summary>
    private bool TryReadFile(ulong address, Span<byte> destination)
    {
        var region = Layout.RegionAt(address);
        var made = _objects[region];
        try
        {
            var offset = made.Offset + (address - _regions[region].Start);
            return RandomAccess.Read(made.File, destination, (long)offset) == destination.Length;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            // It cannot be read, or was unmapped meanwhile.
            return false;
        }
    }

    private PageLife LifeAt(ulong address) => _lives.IsEmpty ? PageLife.Revocable : _lives[Layout.RegionAt(address)];

    /// <summary>How many of the bytes lie in the region of the first, and where that is.</summary>
    private int Piece(ulong address, int length, out nint at)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var region = FindRegion(address, 1, out var offset);
        if (region < 0)
        {
            throw new ArgumentException($"0x{address:x} is not guest RAM");
        }

        at = BaseOf(region) + (nint)offset;
        return (int)Math.Min((ulong)length, _regions[region].Length - offset);
    }
}
