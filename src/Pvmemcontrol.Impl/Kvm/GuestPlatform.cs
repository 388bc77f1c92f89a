// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Impl.Vcpus;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Kvm;

/// <summary>
/// What a guest needs beside the RAM under test: page tables that map every address it uses to itself, places for two
/// programs, and for each the bytes of its accesses. It is below all RAM under test, and no device knows it.
/// </summary>
internal sealed class GuestPlatform : IDisposable
{
    /// <summary>Guest physical address of all of it.</summary>
    internal const ulong Start = 0x10_0000;

    /// <summary>An address without memory: a store there says that the guest is done.</summary>
    internal const ulong Doorbell = 0xD000_0000;

    /// <summary>KVM gives a guest that is not told otherwise 36 bits of physical address.</summary>
    internal const ulong End = 1UL << 36;

    /// <summary>Bytes from the first program's place to the second's.</summary>
    internal const int ProgramSize = ProgramPages * Page;

    /// <summary>Bytes of accesses for which a program has room.</summary>
    internal const int DataSize = DataPages * Page;

    private const int Page = PageGeometry.Size;
    private const int CodePages = 2;
    private const int DataPages = 8;
    private const int ProgramPages = CodePages + DataPages;
    private const int TopPage = 2 * ProgramPages;
    private const int PointersPage = TopPage + 1;
    private const int TablesPage = PointersPage + 1;
    private const int MostTables = 16;
    private const int Pages = TablesPage + MostTables;
    private const int GigabyteShift = 30;
    private const ulong UserWritable = 7;
    private const ulong LargePage = 0x80;
    private const int Entries = 512;

    private readonly nint _at;

    /// <summary>Maps the memory, and gives the guest these regions.</summary>
    /// <exception cref="HostException">The layout is not one for guests here, or memory is short.</exception>
    internal GuestPlatform(GuestLayout layout)
    {
        var regions = layout.Regions;
        if (regions[0].Start < Start + Length || regions[^1].End > End
            || regions.Any(r => r.Start < Bar.Start + Bar.Length && r.End > Doorbell))
        {
            throw new HostException("the guest RAM is where the guests on real vCPUs have something else");
        }

        _at = LibC.MMap(0, (nuint)Length, LibC.ProtRead | LibC.ProtWrite, LibC.MapPrivate | LibC.MapAnonymous, -1, 0);
        if (_at == -1)
        {
            throw new HostException("mmap", Marshal.GetLastPInvokeError());
        }

        var gigabytes = regions.SelectMany(r => Gigabytes(r.Start, r.End))
            .Concat([Start >> GigabyteShift, Doorbell >> GigabyteShift]).Distinct().ToList();
        if (gigabytes.Count > MostTables)
        {
            Dispose();
            throw new HostException("the guest RAM is spread too far for the guests on real vCPUs");
        }

        WriteEntry(TopPage, 0, AddressOf(PointersPage) | UserWritable);
        for (var table = 0; table < gigabytes.Count; table++)
        {
            WriteEntry(PointersPage, (int)gigabytes[table], AddressOf(TablesPage + table) | UserWritable);
            for (var entry = 0; entry < Entries; entry++)
            {
                var address = (gigabytes[table] << GigabyteShift) + ((ulong)entry * Backings.HugePageSize);
                WriteEntry(TablesPage + table, entry, address | UserWritable | LargePage);
            }
        }
    }

    /// <summary>Bytes of all of it.</summary>
    internal static ulong Length => Pages * Page;

    /// <summary>Host address of all of it.</summary>
    internal nint HostAddress => _at;

    /// <summary>Guest physical address of the top page table.</summary>
    internal static ulong PageTables => AddressOf(TopPage);

    /// <summary>Guest physical address of the code of a program, 0 or 1.</summary>
    internal static ulong CodeAddress(int program) => AddressOf(program * ProgramPages);

    /// <summary>Guest physical address of the bytes of its accesses.</summary>
    internal static ulong DataAddress(int program) => CodeAddress(program) + (CodePages * Page);

    /// <summary>The code of a program.</summary>
    internal Span<byte> Code(int program) => BytesOf(program * ProgramPages, CodePages);

    /// <summary>The bytes of its accesses.</summary>
    internal Span<byte> Data(int program) => BytesOf((program * ProgramPages) + CodePages, DataPages);

    /// <inheritdoc/>
    public void Dispose() => _ = LibC.MUnmap(_at, (nuint)Length);

    private static ulong AddressOf(int page) => Start + ((ulong)page * Page);

    private static IEnumerable<ulong> Gigabytes(ulong start, ulong end)
    {
        for (var gigabyte = start >> GigabyteShift; gigabyte <= (end - 1) >> GigabyteShift; gigabyte++)
        {
            yield return gigabyte;
        }
    }

    private void WriteEntry(int page, int entry, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(BytesOf(page, 1)[(entry * sizeof(ulong))..], value);

    private Span<byte> BytesOf(int page, int count) => KvmCalls.BytesAt(_at + (page * Page), count * Page);
}
