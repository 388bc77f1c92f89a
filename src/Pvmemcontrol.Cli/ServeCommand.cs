// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.VfioUser.Server;

namespace Pvmemcontrol.Cli;

/// <summary>The command serve: devices on sockets, for VMMs that speak vfio-user.</summary>
internal static class ServeCommand
{
    /// <summary>The command. SIGINT, SIGTERM and SIGHUP end it through the token.</summary>
    internal static Command Create(CancellationToken cancellation)
    {
        var sockets = new Argument<string[]>("SOCKET")
        {
            Description = "where to listen, one device per socket; QEMU: "
                + "-device '{\"driver\":\"vfio-user-pci\",\"socket\":{\"type\":\"unix\",\"path\":\"SOCKET\"},"
                + "\"x-no-posted-writes\":true}'",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("serve", "offer devices to VMMs on sockets, as vfio-user has them") { sockets };
        command.SetAction(result =>
        {
            Run(result.GetValue(sockets)!, cancellation);
            return 0;
        });
        return command;
    }

    private static void Run(string[] sockets, CancellationToken cancellation)
    {
        var log = new LineLog();
        var options = Share(new DeviceOptions(), sockets.Length);
        var running = new Stack<IDisposable>();
        try
        {
            foreach (var socket in sockets)
            {
                var device = new ServedDevice(options, log);
                running.Push(device);
                running.Push(Listen(socket, device, log));
                Console.WriteLine($"serving {socket}");
            }

            cancellation.WaitHandle.WaitOne();
        }
        finally
        {
            while (running.TryPop(out var part))
            {
                part.Dispose();
            }
        }
    }

    private static DeviceServer Listen(string socket, IServedDevice device, LineLog log)
    {
        try
        {
            return new DeviceServer(socket, device, log);
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"serve: {e.Message}");
        }
    }

    /// <summary>The bounds of a process, divided among its devices.</summary>
    private static DeviceOptions Share(DeviceOptions all, int devices) => all with
    {
        MaxSplits = all.MaxSplits / devices,
        MaxLockedBytes = all.MaxLockedBytes == long.MaxValue ? long.MaxValue : all.MaxLockedBytes / devices,
    };
}
