// SPDX-License-Identifier: Apache-2.0

using Microsoft.Win32.SafeHandles;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.VfioUser.Client;
using Xunit;

namespace Pvmemcontrol.Properties.Sockets;

/// <summary>A client that sends what no VMM sends gets an error or is cut off, and the server goes on.</summary>
public sealed class HostileClientTests : IDisposable
{
    private const ulong Length = 0x10_000;
    private const ulong Start = 0x100_0000;

    private readonly FakeGuest _rig = new();

    [Fact]
    public void Ranges_that_overlap_wrap_or_are_no_pages_are_refused() => Assert.All(
        new (ulong Address, ulong Length, ulong Offset)[]
        {
            (0x10_0000, 4096, 0), (0xF_F000, 8192, 0), (0x10_1000, 1 << 30, 0), (0x1000, 0, 0), (0x1000, 100, 0),
            (0x1001, 4096, 0), (0x80_0000, 4096, 1), (ulong.MaxValue - 4095, 4096, 0), (0x80_0000, ulong.MaxValue, 0),
            (0x80_0000, 1UL << 62, 0), (0x80_0000, 4096, 1UL << 63), (0x80_0000, 4096, 0x10_0000),
        },
        range => Assert.True(Assert.Throws<ServerException>(() => With(client =>
        {
            client.Map(0x10_0000, 0x10_0000, _rig.Memory.ObjectOf(0)!.Value.File);
            client.Map(range.Address, range.Length, _rig.Memory.ObjectOf(0)!.Value.File, range.Offset);
        })).IsRefusal));

    [Fact]
    public void A_part_of_a_range_is_not_unmapped() => With(client =>
    {
        client.Map(0x10_0000, 0x10_0000, _rig.Memory.ObjectOf(0)!.Value.File);
        foreach (var (address, length) in new (ulong, ulong)[]
            { (0x10_0000, 4096), (0x11_0000, 0x10_0000), (0x30_0000, 4096), (1, 4096), (0x10_0000, ulong.MaxValue) })
        {
            Assert.True(Assert.Throws<ServerException>(() => client.Unmap(address, length)).IsRefusal);
        }

        client.Unmap(0x10_0000, 0x10_0000);
    });

    [Fact]
    public void A_descriptor_that_is_no_memory_is_left_out()
    {
        using var device = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite);
        using var proc = File.OpenHandle("/proc/self/maps");
        With(client =>
        {
            client.Map(Start, Length, device);
            client.Map(Start + Length, Length, proc);
        });
        Assert.Equal(2, _rig.Log.Lines.Count(line => line.Contains("left out", StringComparison.Ordinal)));
    }

    [Fact]
    public void Memory_that_cannot_be_written_is_refused()
    {
        var path = Path.Combine("/dev/shm", $"pvmemcontrol-test-{Guid.NewGuid()}");
        File.WriteAllBytes(path, new byte[Length]);
        using var file = File.OpenHandle(path);
        File.Delete(path);
        Assert.True(Assert.Throws<ServerException>(() => With(client => client.Map(Start, Length, file))).IsRefusal);
    }

    /// <summary>The server keeps to system calls there: a load of its own would be a SIGBUS.</summary>
    [Fact]
    public void Memory_that_shrinks_under_the_device_is_no_signal()
    {
        using var file = NewFile();
        _rig.Device.Dispose();
        using var client = VfioUserClient.Connect(_rig.Socket);
        client.Map(Start, Length, file);
        var guest = new RegisterGuest(client);
        guest.Do(TransportCommand.Reset);
        Assert.Equal(TransportCommand.Ack, guest.Register(Start + 0x8000));
        var command = guest.Response();
        Assert.Equal(TransportCommand.Ack, guest.Do(TransportCommand.Ready));
        RandomAccess.SetLength(file, 4096);
        guest.Write(command);
        guest.Do(TransportCommand.Reset);
        Assert.Equal(TransportCommand.Ack, guest.Register(Start + 0x9000));
        guest.Do(TransportCommand.Ready);
        guest.Write(guest.Response());

        // What is left of it still serves.
        RandomAccess.SetLength(file, (long)Length);
        guest.Write(command + 1);
        Span<byte> reply = stackalloc byte[Request.Size];
        Assert.Equal(Request.Size, RandomAccess.Read(file, reply, 0x9000));
        Assert.Equal(1u, Reply.Decode(reply).Arg0);
    }

    [Fact]
    public void Accesses_beyond_a_region_or_of_another_width_are_refused() => With(client =>
    {
        foreach (var (region, offset, length) in new (uint, ulong, int)[]
        {
            (0, 4096, 4), (0, 4093, 4), (0, 0, 3), (0, 0, 16), (0, ulong.MaxValue, 4), (7, 255, 2), (7, 256, 1),
            (1, 0, 4), (9, 0, 4), (uint.MaxValue, 0, 4),
        })
        {
            Assert.True(Assert.Throws<ServerException>(() => client.Read(region, offset, new byte[length])).IsRefusal);
            Assert.True(Assert.Throws<ServerException>(() => client.Write(region, offset, new byte[length])).IsRefusal);
        }
    });

    [Fact]
    public void Memory_without_a_descriptor_is_left_out_with_one_line()
    {
        With(client =>
        {
            client.MapWithoutFile(Start, Length);
            client.MapWithoutFile(Start + Length, Length);
            client.Unmap(Start, Length);
        });
        Assert.Contains("share=on", Assert.Single(_rig.Log.Lines), StringComparison.Ordinal);
    }

    public void Dispose() => _rig.Dispose();

    /// <summary>Memory that can shrink: nothing seals a file of /dev/shm.</summary>
    private static SafeFileHandle NewFile()
    {
        var path = Path.Combine("/dev/shm", $"pvmemcontrol-test-{Guid.NewGuid()}");
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, options: FileOptions.None);
        File.Delete(path);
        RandomAccess.SetLength(file, (long)Length);
        return file;
    }

    /// <summary>Connects as another client, after the first one.</summary>
    private void With(Action<VfioUserClient> act)
    {
        _rig.Device.Dispose();
        using var client = VfioUserClient.Connect(_rig.Socket);
        act(client);
    }
}
