// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.VfioUser.Judging;
using Xunit;

namespace Pvmemcontrol.Properties.RealGuest;

/// <summary>Guest RAM as the judge of drivers reads it.</summary>
public sealed class CurrentRamTests : IDisposable
{
    private const ulong Start = 0x10_0000;

    private static readonly Request First = new(1, 2, 3, 4);
    private static readonly Request Second = new(5, 6, 7, 8);

    private readonly GuestMemory _memory = new(new GuestLayout(new Region(Start, 2, Backing.SharedMemory)));
    private readonly CurrentRam _ram = new();

    [Fact]
    public void A_request_that_was_read_is_not_read_again_before_the_device_has_it()
    {
        Use(PageLife.Vanishing);
        Store(First);
        _ram.Remember(new PendingRequest(Command: 9, Start, Load(), IsThere: true));
        Store(Second);
        Assert.Equal(First, Load());
        _ram.Forget();
        Assert.Equal(Second, Load());
    }

    [Fact]
    public void A_store_ends_that()
    {
        Use(PageLife.Vanishing);
        Store(First);
        _ram.Remember(new PendingRequest(Command: 9, Start, Load(), IsThere: true));
        Span<byte> bytes = stackalloc byte[Request.Size];
        Second.Encode(bytes);
        Assert.True(_ram.TryWrite(Start, bytes));
        Assert.Equal(Second, Load());
    }

    [Fact]
    public void Of_pages_that_stay_nothing_is_remembered()
    {
        Use(PageLife.Lasting);
        Store(First);
        _ram.Remember(new PendingRequest(Command: 9, Start, Load(), IsThere: true));
        Store(Second);
        Assert.Equal(Second, Load());
    }

    [Fact]
    public void Pages_that_may_vanish_are_read_from_their_file_until_it_is_shorter_or_closed()
    {
        using var file = File.OpenHandle(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            FileMode.CreateNew, FileAccess.ReadWrite, options: FileOptions.DeleteOnClose);
        RandomAccess.SetLength(file, 3 * PageGeometry.Size);
        RandomAccess.Write(file, [1, 2, 3], PageGeometry.Size + 10);
        var memory = GuestMemory.Attach(
            _memory.Layout, [_memory.BaseOf(0)], [PageLife.Vanishing], [new SharedObject(file, PageGeometry.Size)]);
        var bytes = new byte[3];
        Assert.True(memory.TryRead(Start + 10, bytes));
        Assert.Equal([1, 2, 3], bytes);
        RandomAccess.SetLength(file, PageGeometry.Size + 12);
        Assert.False(memory.TryRead(Start + 10, bytes));
        file.Dispose();
        Assert.False(memory.TryRead(Start, bytes));
    }

    public void Dispose() => _memory.Dispose();

    private void Use(PageLife life) => _ram.Memory = GuestMemory.Attach(
        _memory.Layout, [_memory.BaseOf(0)], [life], [_memory.ObjectOf(0)!.Value]);

    private void Store(in Request request)
    {
        Span<byte> bytes = stackalloc byte[Request.Size];
        request.Encode(bytes);
        _memory.Write(Start, bytes);
    }

    private Request Load()
    {
        Span<byte> bytes = stackalloc byte[Request.Size];
        Assert.True(_ram.TryRead(Start, bytes));
        return Request.Decode(bytes);
    }
}
