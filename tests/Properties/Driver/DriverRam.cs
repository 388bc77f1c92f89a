// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>The guest RAM of the driver's tests: what users name, and what the kernel gives out.</summary>
internal static class DriverRam
{
    /// <summary>Pages that users name in their requests, of two backings.</summary>
    internal const int UserPages = 12;

    /// <summary>What users' pages contain at first.</summary>
    internal const byte Tag = 1;

    internal const ulong Start = 0x10_0000;

    internal const ulong HeapStart = 0x20_0000;

    private const int HeapPages = 32;

    internal const ulong HeapSize = HeapPages * PageGeometry.Size;

    internal static readonly GuestLayout Layout = new(
        new Region(Start, 8, Backing.PrivateAnonymous),
        new Region(Start + (8 * PageGeometry.Size), UserPages - 8, Backing.SharedMemory),
        new Region(HeapStart, HeapPages, Backing.PrivateAnonymous));

    /// <summary>The start of the page that an address is on.</summary>
    internal static ulong StartOfPage(ulong address) => address - (ulong)PageGeometry.Offset(address);

    internal static ulong Page(int number) => Start + ((ulong)number * PageGeometry.Size);
}
