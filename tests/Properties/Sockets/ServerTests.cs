// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Device;
using Pvmemcontrol.VfioUser.Client;
using Pvmemcontrol.VfioUser.Pci;
using Pvmemcontrol.VfioUser.Protocol;
using Pvmemcontrol.VfioUser.Server;
using Xunit;

namespace Pvmemcontrol.Properties.Sockets;

/// <summary>The device on a socket, as a VMM and its guest see it.</summary>
public sealed class ServerTests : IDisposable
{
    private static readonly Request Info = new(FunctionCode.Info, 0, 0);

    private readonly FakeGuest _rig = new();

    [Fact]
    public void BAR0_moves_and_the_identity_cannot_be_written()
    {
        using var client = NewServer(out var server);
        using (server)
        {
            client.Write(RegionIndex.Configuration, 0x10, [0, 0, 0x40, 0xFE]);
            Assert.Equal(0xFE40_0000, ReadWord(client, 0x10));
            client.Write(RegionIndex.Configuration, 0, [0, 0, 0, 0]);
            Assert.Equal(((uint)PciIdentity.Device << 16) | PciIdentity.Vendor, ReadWord(client, 0));
        }
    }

    [Fact]
    public void Marks_are_a_vendor_specific_capability_and_read_back()
    {
        using var client = NewServer(out var server);
        using (server)
        {
            var pointer = ReadWord(client, 0x34) & 0xFF;
            Assert.Equal((uint)Marks.Capability, pointer);
            Assert.Equal(0x09u, ReadWord(client, pointer) & 0xFF);
            client.Write(RegionIndex.Configuration, Marks.Start + 4, [1, 2, 3, 4]);
            Assert.Equal(0x0403_0201u, ReadWord(client, Marks.Start + 4));
        }
    }

    [Fact]
    public void A_guest_does_a_handshake_and_asks()
    {
        var channel = _rig.Guest.Handshake(FakeGuest.Buffer)[0];
        Assert.Equal(new Reply(0, 0, 4096, 1, 0), _rig.Guest.Send(channel, FakeGuest.Buffer, Info));
    }

    [Fact]
    public void REMOVE_gives_memory_back_to_the_host()
    {
        const int Pages = 128;
        for (var i = 0; i < Pages; i++)
        {
            _rig.Memory.Write(FakeGuest.Page + ((ulong)i * 4096), [1]);
        }

        // The page of the buffer is there too.
        _rig.Memory.Write(FakeGuest.Buffer, [1]);
        var file = _rig.Memory.ObjectOf(0)!.Value.File;
        var before = BlocksOf(file);
        Assert.Equal(Errno.None, _rig.Ask(FunctionCode.Remove, FakeGuest.Page, Pages * 4096));
        Assert.Equal(Pages, before - BlocksOf(file));
        Assert.Empty(_rig.Log.Lines);
    }

    [Theory]
    [InlineData(FunctionCode.Remove, Errno.None)]
    [InlineData(FunctionCode.DontNeed, Errno.None)]
    [InlineData(FunctionCode.MLock, Errno.None)]
    [InlineData(FunctionCode.MUnlock, Errno.None)]
    [InlineData(FunctionCode.Free, Errno.EOPNOTSUPP)]
    [InlineData(FunctionCode.DontDump, Errno.EOPNOTSUPP)]
    [InlineData(FunctionCode.SetVmaAnonName, Errno.EOPNOTSUPP)]
    [InlineData(FunctionCode.MProtectNone, Errno.EOPNOTSUPP)]
    [InlineData(FunctionCode.MProtectR, Errno.EOPNOTSUPP)]
    [InlineData(FunctionCode.MProtectW, Errno.EOPNOTSUPP)]
    [InlineData(FunctionCode.MProtectRW, Errno.EOPNOTSUPP)]
    [Trait("Requirement", "PVMC-VMM-015")]
    public void What_does_not_bind_the_guests_mapping_is_not_offered(FunctionCode function, Errno expected) =>
        Assert.Equal(expected, _rig.Ask(function, FakeGuest.Page, 4096));

    [Fact]
    public void PAGEOUT_is_advice_to_the_VMMs_process_or_is_not_offered() => Assert.Contains(
        _rig.Ask(FunctionCode.PageOut, FakeGuest.Page, 4096), new[] { Errno.None, Errno.EOPNOTSUPP });

    [Fact]
    [Trait("Requirement", "PVMC-VMM-008")]
    public void A_reset_of_the_function_drops_channels_and_keeps_memory()
    {
        var channel = _rig.Guest.Handshake(FakeGuest.Buffer)[0];
        _rig.Device.ResetVm();
        Assert.Equal(default, _rig.Guest.Send(channel, FakeGuest.Buffer, Info));
        Assert.Equal(1ul, Ask());
    }

    [Fact]
    public void Memory_is_plugged_and_unplugged_while_the_guest_is_ready()
    {
        var channel = _rig.Guest.Handshake(FakeGuest.Buffer)[0];
        using var more = new GuestMemory(
            new GuestLayout(new Region(0x80_0000, 16, Backing.SharedMemory)), place: 2);
        Assert.Equal(1u, _rig.Guest.Send(channel, FakeGuest.Buffer, Info).Arg0);
        _rig.Device.ChangeMemory(more);
        Assert.Equal(Guest.Ack, _rig.Guest.Do(TransportCommand.Reset));
        Assert.Equal(Guest.Error, _rig.Guest.Register(FakeGuest.Buffer));
    }

    [Fact]
    public void Clients_come_one_after_another_and_each_finds_a_device_that_was_just_powered_on()
    {
        Assert.Equal(1ul, Ask());
        _rig.Device.Dispose();
        for (var i = 0; i < 3; i++)
        {
            using var next = new RemoteDevice(_rig.Socket, _rig.Memory);
            var guest = new Guest(next, _rig.Memory);
            Assert.Equal(Guest.Error, guest.Do(TransportCommand.Register));
            var channel = guest.Handshake(FakeGuest.Buffer)[0];
            Assert.Equal(1u, guest.Send(channel, FakeGuest.Buffer, Info).Arg0);
        }
    }

    [Fact]
    public void A_server_that_ends_takes_its_socket_with_it_and_the_client_notices()
    {
        _rig.Stop();
        Assert.False(File.Exists(_rig.Socket));
        Assert.True(Assert.Throws<ServerException>(() => _rig.Guest.Do(TransportCommand.Reset)).IsGone);
    }

    [Fact]
    public void A_socket_that_is_in_use_is_not_taken_and_an_abandoned_one_is()
    {
        using var device = new ServedDevice();
        Assert.Throws<HostException>(() => new DeviceServer(_rig.Socket, device));
        var plain = FakeGuest.NewSocket();
        File.WriteAllText(plain, "");
        Assert.Throws<HostException>(() => new DeviceServer(plain, device));
        var abandoned = FakeGuest.NewSocket();
        using (var other = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix,
            System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified))
        {
            // Bound and not removed: what a killed server leaves behind.
            other.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(abandoned));
            File.Move(abandoned, abandoned + ".kept");
        }

        File.Move(abandoned + ".kept", abandoned);
        new DeviceServer(abandoned, device).Dispose();
    }

    public void Dispose() => _rig.Dispose();

    private static VfioUserClient NewServer(out DeviceServer server)
    {
        var socket = FakeGuest.NewSocket();
        server = new DeviceServer(socket, new ServedDevice());
        return VfioUserClient.Connect(socket);
    }

    private static uint ReadWord(VfioUserClient client, uint offset)
    {
        Span<byte> data = stackalloc byte[4];
        client.Read(RegionIndex.Configuration, offset, data);
        return BinaryPrimitives.ReadUInt32LittleEndian(data);
    }

    private ulong Ask() =>
        _rig.Guest.Send(_rig.Guest.Handshake(FakeGuest.Buffer)[0], FakeGuest.Buffer, Info).Arg0;

    /// <summary>Pages that the file takes, as the kernel counts them.</summary>
    private static int BlocksOf(SafeFileHandle file)
    {
        using var stat = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
            "stat", ["-L", "-c", "%b", $"/proc/{Environment.ProcessId}/fd/{file.DangerousGetHandle()}"])
        {
            RedirectStandardOutput = true,
        })!;
        var blocks = int.Parse(stat.StandardOutput.ReadToEnd(), System.Globalization.CultureInfo.InvariantCulture);
        stat.WaitForExit();
        return blocks * 512 / 4096;
    }
}
