// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Host;

/// <summary>Reads which pages of guest RAM are in memory and mapped, from /proc/self/pagemap.</summary>
public sealed class ResidencyTable : IDisposable
{
    private const int EntrySize = 8;
    private const ulong PresentBit = 1UL << 63;
    private const ulong SwappedBit = 1UL << 62;

    /// <summary>The page is in memory and mapped.</summary>
    public const byte Resident = 1;

    /// <summary>
    /// The page table has no entry for the page, not even a swap entry: private anonymous memory then reads as zeros.
    /// </summary>
    public const byte None = 0;

    /// <summary>The page is somewhere else.</summary>
    public const byte Elsewhere = 2;

    private readonly SafeFileHandle _pagemap = File.OpenHandle("/proc/self/pagemap");
    private readonly byte[] _buffer = new byte[2048 * EntrySize];

    /// <summary>
    /// Fills in <see cref="Resident"/>, <see cref="Elsewhere"/> or <see cref="None"/> for every page, by index.
    /// </summary>
    /// <param name="memory">Whose pages.</param>
    /// <param name="resident">One element a page.</param>
    public void Read(GuestMemory memory, Span<byte> resident)
    {
        var regions = memory.Layout.Regions;
        for (var region = 0; region < regions.Length; region++)
        {
            var pages = resident.Slice(memory.Layout.FirstPage(region), regions[region].Pages);
            var offset = (memory.BaseOf(region) >> PageGeometry.Shift) * EntrySize;
            while (!pages.IsEmpty)
            {
                var count = Math.Min(pages.Length, _buffer.Length / EntrySize);
                var read = RandomAccess.Read(_pagemap, _buffer.AsSpan(0, count * EntrySize), offset);
                for (var i = 0; i < count; i++)
                {
                    var entry = (i + 1) * EntrySize <= read
                        ? BinaryPrimitives.ReadUInt64LittleEndian(_buffer.AsSpan(i * EntrySize))
                        : SwappedBit;
                    pages[i] = (entry & PresentBit) != 0 ? Resident : (entry & SwappedBit) != 0 ? Elsewhere : None;
                }

                pages = pages[count..];
                offset += count * EntrySize;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _pagemap.Dispose();
}
