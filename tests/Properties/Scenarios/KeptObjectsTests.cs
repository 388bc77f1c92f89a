// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;
using Xunit;

namespace Pvmemcontrol.Properties.Scenarios;

/// <summary>Guest RAM over the objects of guest RAM that was disposed of.</summary>
public sealed class KeptObjectsTests
{
    /// <summary>No other test has a file with the content of this page.</summary>
    private const int FilePage = 1237;

    private static readonly GuestLayout Layout = new(
        new Region(0x1_0000_0000, FilePage - 4, Backing.PrivateAnonymous),
        new Region(0x1_1000_0000, 4, Backing.SharedMemory),
        new Region(0x1_2000_0000, 2, Backing.PrivateFile));

    [Fact]
    public void It_is_as_fresh_over_the_same_objects()
    {
        using var kept = new KeptObjects();
        ulong?[] inodes;
        using (var memory = new GuestMemory(Layout, place: 0, kept))
        {
            inodes = [.. Enumerable.Range(0, 3).Select(memory.InodeOf)];
            foreach (var region in Layout.Regions)
            {
                var bytes = new byte[region.Length];
                bytes.AsSpan().Fill(7);
                memory.Write(region.Start, bytes);
            }

            Assert.NotEqual(0UL, memory.AllocatedBytesOf(1));
        }

        using var again = new GuestMemory(Layout, place: 0, kept);
        Assert.Equal(inodes, Enumerable.Range(0, 3).Select(again.InodeOf));
        Assert.Equal([0UL, inodes[1], inodes[2]], inodes);
        Assert.Equal(0UL, again.AllocatedBytesOf(1));
        AssertFresh(again);
    }

    [Fact]
    public void A_file_with_another_content_is_not_used_again()
    {
        using var kept = new KeptObjects();
        ulong? inode;
        using (var memory = new GuestMemory(Layout, place: 0, kept))
        {
            inode = memory.InodeOf(2);
            var before = memory.AsOthersSee(2)[..8].ToArray();
            foreach (var name in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
            {
                ChangeIfItBegins(name, before);
            }

            Assert.Equal(9, memory.AsOthersSee(2)[0]);
        }

        using var again = new GuestMemory(Layout, place: 0, kept);
        Assert.NotEqual(inode, again.InodeOf(2));
        AssertFresh(again);
    }

    [Fact]
    public void An_object_is_read_without_mapping_its_pages()
    {
        using var memory = new GuestMemory(Layout);
        memory.Write(Layout.Regions[1].Start + PageGeometry.Size, [1, 2, 3]);
        var bytes = new byte[Layout.Regions[1].Length];
        Assert.True(memory.TryReadObject(1, bytes));
        Assert.Equal([0, 1, 2, 3, 0], bytes[(PageGeometry.Size - 1)..(PageGeometry.Size + 4)]);
        Assert.Equal((ulong)PageGeometry.Size, memory.AllocatedBytesOf(1));
        Assert.False(memory.TryReadObject(0, bytes));
        Assert.Null(memory.AllocatedBytesOf(0));
    }

    private static void ChangeIfItBegins(string descriptor, byte[] with)
    {
        if (new FileInfo(descriptor).LinkTarget?.StartsWith("/memfd:guest-ram", StringComparison.Ordinal) != true)
        {
            return;
        }

        try
        {
            using var file = File.OpenHandle(descriptor, FileMode.Open, FileAccess.ReadWrite);
            var bytes = new byte[with.Length];
            if (RandomAccess.Read(file, bytes, 0) == bytes.Length && bytes.AsSpan().SequenceEqual(with))
            {
                RandomAccess.Write(file, [9], 0);
            }
        }
        catch (IOException)
        {
            // Another test's, closed meanwhile.
        }
    }

    private static void AssertFresh(GuestMemory memory)
    {
        for (var page = 0; page < Layout.PageCount; page++)
        {
            Assert.True(memory.Has(
                Layout.AddressOfPage(page), PageImage.Fresh(page, Layout.BackingOfPage(page)).Bytes), $"page {page}");
        }

        Assert.True(memory.AsOthersSee(2)[..PageGeometry.Size].SequenceEqual(
            PageImage.Fresh(Layout.FirstPage(2), Backing.PrivateFile).Bytes));
        Assert.False(memory.AsOthersSee(1).ContainsAnyExcept((byte)0));
    }
}
