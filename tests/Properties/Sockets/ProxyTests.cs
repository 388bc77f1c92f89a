// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.VfioUser.Client;
using Pvmemcontrol.VfioUser.Server;
using Xunit;

namespace Pvmemcontrol.Properties.Sockets;

/// <summary>A server in front of another.</summary>
public sealed class ProxyTests : IDisposable
{
    private static readonly Request Info = new(FunctionCode.Info, 0, 0);

    private readonly string _socket = FakeGuest.NewSocket();
    private readonly ServedDevice _device = new();
    private readonly DeviceServer _server;
    private readonly FakeGuest _rig;

    public ProxyTests()
    {
        _server = new DeviceServer(_socket, _device);
        _rig = new FakeGuest(new ProxyDevice(_socket));
    }

    [Fact]
    public void A_guest_reaches_the_device_through_it()
    {
        var channel = _rig.Guest.Handshake(FakeGuest.Buffer)[0];
        Assert.Equal(1u, _rig.Guest.Send(channel, FakeGuest.Buffer, Info).Arg0);
        Assert.Equal(Errno.None, _rig.Ask(FunctionCode.Remove, FakeGuest.Page, 4096));
    }

    [Fact]
    public void Channels_outlive_a_change_of_other_memory()
    {
        var channel = _rig.Guest.Handshake(FakeGuest.Buffer)[0];
        using var less = GuestMemory.Attach(
            new Model.Host.GuestLayout(FakeGuest.Layout.Regions[0]),
            [_rig.Memory.BaseOf(0)], [PageLife.Lasting], [_rig.Memory.ObjectOf(0)!.Value]);
        _rig.Device.ChangeMemory(less);
        Assert.Equal(1u, _rig.Guest.Send(channel, FakeGuest.Buffer, Info).Arg0);
        Assert.Equal((uint)Errno.EINVAL, _rig.Guest.Send(
            channel, FakeGuest.Buffer, new Request(FunctionCode.Remove, 0x40_0000, 4096)).Errno);
    }

    [Fact]
    public void The_end_of_the_other_server_is_the_end_of_the_connection()
    {
        _server.Dispose();
        Assert.True(Assert.Throws<ServerException>(() => _rig.Guest.Do(TransportCommand.Reset)).IsGone);
    }

    public void Dispose()
    {
        _rig.Dispose();
        _server.Dispose();
        _device.Dispose();
    }
}
