// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Device;
using Pvmemcontrol.Properties.Support;
using Pvmemcontrol.VfioUser.Client;
using Pvmemcontrol.VfioUser.Server;

namespace Pvmemcontrol.Properties.Sockets;

/// <summary>A server in this process, and a guest without a VMM at its socket.</summary>
internal sealed class FakeGuest : IDisposable
{
    /// <summary>A channel's buffer.</summary>
    internal const ulong Buffer = 0x10_0100;

    /// <summary>A page without a buffer.</summary>
    internal const ulong Page = 0x10_4000;

    /// <summary>Two regions of shared memory.</summary>
    internal static readonly GuestLayout Layout = new(
        new Region(0x10_0000, 256, Backing.SharedMemory), new Region(0x40_0000, 16, Backing.SharedMemory));

    private static readonly string Folder = TemporaryDirectory.Make();
    private static int _count;

    private readonly IServedDevice _served;
    private readonly DeviceServer _server;

    internal FakeGuest(IServedDevice? served = null)
    {
        Socket = NewSocket();
        _served = served ?? new ServedDevice();
        _server = new DeviceServer(Socket, _served, Log);
        Device = new RemoteDevice(Socket, Memory);
        Guest = new Guest(Device, Memory);
    }

    internal LineLogger Log { get; } = new();

    internal string Socket { get; }

    internal GuestMemory Memory { get; } = new(Layout);

    internal RemoteDevice Device { get; }

    /// <summary>The guest at the registers.</summary>
    internal Guest Guest { get; }

    /// <summary>The path of a socket that is not there yet.</summary>
    internal static string NewSocket() => Path.Combine(Folder, $"{Interlocked.Increment(ref _count)}");

    /// <summary>A handshake, and a request; its errno.</summary>
    internal Errno Ask(FunctionCode function, ulong address, ulong length)
    {
        var channel = Guest.Handshake(Buffer)[0];
        return (Errno)Guest.Send(channel, Buffer, new Request(function, address, length)).Errno;
    }

    /// <summary>Ends the server.</summary>
    internal void Stop() => _server.Dispose();

    public void Dispose()
    {
        Device.Dispose();
        _server.Dispose();
        _served.Dispose();
        Memory.Dispose();
    }
}
