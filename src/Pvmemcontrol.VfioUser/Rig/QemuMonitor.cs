// SPDX-License-Identifier: Apache-2.0

using System.Net.Sockets;
using System.Text;

namespace Pvmemcontrol.VfioUser.Rig;

/// <summary>The few commands that a run gives to QEMU, through its monitor protocol on a socket.</summary>
internal static class QemuMonitor
{
    private const string Begin = """{"execute":"qmp_capabilities"}""";

    private static readonly string[] MoreMemory =
    [
        """
        {"execute":"object-add","arguments":
        {"qom-type":"memory-backend-memfd","id":"more","size":134217728,"share":true}}
        """,
        """{"execute":"device_add","arguments":{"driver":"pc-dimm","id":"dimm","memdev":"more"}}""",
    ];

    /// <summary>Plugs 128 MiB in; the error that QEMU reports, or null.</summary>
    internal static string? AddMemory(string socket) => Execute(socket, MoreMemory);

    /// <summary>Wakes the guest if it sleeps; QEMU refuses it while the guest is still on its way there.</summary>
    internal static void Wake(string socket) => _ = Execute(socket, ["""{"execute":"system_wakeup"}"""]);

    /// <summary>Asks QEMU to end; it may have done so already.</summary>
    internal static void Quit(string socket) => _ = Execute(socket, ["""{"execute":"quit"}"""]);

    private static string? Execute(string path, string[] commands)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.ReceiveTimeout = socket.SendTimeout = 5_000;
            socket.Connect(new UnixDomainSocketEndPoint(path));
            using var stream = new NetworkStream(socket);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            foreach (var command in commands.Prepend(Begin))
            {
                stream.Write(Encoding.UTF8.GetBytes(command + "\n"));
                while (reader.ReadLine() is { } line && !line.StartsWith("""{"return":""", StringComparison.Ordinal))
                {
                    if (line.StartsWith("""{"error":""", StringComparison.Ordinal))
                    {
                        return line;
                    }
                }
            }

            return null;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return e.Message;
        }
    }
}
