// SPDX-License-Identifier: Apache-2.0

using Microsoft.Win32.SafeHandles;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Device;
using Pvmemcontrol.Properties.Support;
using Pvmemcontrol.VfioUser.Client;
using Pvmemcontrol.VfioUser.Native;
using Pvmemcontrol.VfioUser.Protocol;
using Xunit;

namespace Pvmemcontrol.Properties.Sockets;

/// <summary>
/// A server gets messages that no VMM sends, with descriptors of all kinds and memory that shrinks and grows meanwhile.
/// It runs in this process: a signal or an exception of its thread would end the test run.
/// </summary>
public sealed class FuzzTests : IDisposable
{
    private const int Messages = 120_000;
    private const int Batch = 400;
    private const int FileSize = 0x20_0000;

    private readonly FakeGuest _rig = new();
    private readonly GuestMemory _sealed = new(
        new GuestLayout(new Region(0x10_0000, FileSize / 4096, Backing.SharedMemory)), place: 2);

    private readonly SafeFileHandle _shrinking;
    private readonly List<SafeFileHandle> _files;

    public FuzzTests()
    {
        var path = Path.Combine("/dev/shm", $"pvmemcontrol-test-{Guid.NewGuid()}");
        _shrinking = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite);
        RandomAccess.SetLength(_shrinking, FileSize);
        _files =
        [
            _sealed.ObjectOf(0)!.Value.File, _sealed.ObjectOf(0)!.Value.File, _shrinking, _shrinking,
            File.OpenHandle(path),
            File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite), File.OpenHandle("/proc/self/status"),
            File.OpenHandle(Environment.ProcessPath!),
        ];
        File.Delete(path);
    }

    [Fact]
    public void A_hundred_thousand_hostile_messages_end_in_errors_and_closed_connections()
    {
        _rig.Device.Dispose();
        for (var sent = 0UL; sent < Messages * (ulong)Effort.Factor; sent += Batch)
        {
            using var connection = UnixConnection.To(_rig.Socket);
            var reader = Vcpu.Start(() => Drain(connection));
            Send(connection, new AnyMessage(seed: 15 + sent, _files));

            // Zeros fill up a message that is shorter than it says, and are none themselves: the server hangs up.
            _ = connection.TrySend(new byte[Limits.Message + MessageHeader.Size]);
            reader.Join();
        }

        using var device = new RemoteDevice(_rig.Socket, _rig.Memory);
        var guest = new Guest(device, _rig.Memory);
        var channel = guest.Handshake(FakeGuest.Buffer)[0];
        Assert.Equal(1u, guest.Send(channel, FakeGuest.Buffer, new Request(FunctionCode.Info, 0, 0)).Arg0);
        Assert.DoesNotContain(_rig.Log.Lines, line => line.Contains("Exception", StringComparison.Ordinal));
    }

    [Fact]
    public void A_message_that_is_cut_anywhere_ends_the_connection_and_nothing_else()
    {
        _rig.Device.Dispose();
        var message = AnyMessage.Greeting();
        for (var length = 0; length < message.Length; length++)
        {
            using var connection = UnixConnection.To(_rig.Socket);
            Assert.True(connection.TrySend(message.AsSpan(0, length)));
        }

        VfioUserClient.Connect(_rig.Socket).Dispose();
    }

    public void Dispose()
    {
        _rig.Dispose();
        _files.ForEach(file => file.Dispose());
        _sealed.Dispose();
    }

    private void Send(UnixConnection connection, AnyMessage any)
    {
        if (!connection.TrySend(AnyMessage.Greeting()))
        {
            return;
        }

        for (var i = 0; i < Batch; i++)
        {
            if (i % 16 == 0)
            {
                RandomAccess.SetLength(_shrinking, i % 32 == 0 ? 4096 : FileSize);
            }

            // Behind a message that is shorter than it says the next is a part of it; then there is nothing to learn.
            if (!connection.TrySend(any.Next(), any.Files) || !any.IsFramed)
            {
                return;
            }
        }
    }

    private static void Drain(UnixConnection connection)
    {
        var files = new List<SafeFileHandle>();
        var buffer = new byte[1024];
        var areAll = true;
        while (connection.TryReceive(buffer, files, ref areAll))
        {
        }
    }
}
