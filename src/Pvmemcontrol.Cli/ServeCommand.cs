// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using System.Diagnostics;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.VfioUser.Judging;
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
        var device = new Option<string?>("--device")
        {
            Description = "pass everything on to the server at another socket, whose device it is then",
            HelpName = "SOCKET",
        };
        var judge = new Option<bool>("--judge")
        {
            Description = "judge the guest's driver; the verdict comes when this ends (the default with --fault)",
        };
        var cpus = new Option<string?>("--cpus")
        {
            Description = "the guest's possible CPUs, if it has no test program that says it",
            HelpName = "N",
        };
        var fault = LiveJudging.FaultOption();
        var judging = new LiveJudging();
        var command = new Command("serve", "offer devices to VMMs on sockets, as vfio-user has them") { sockets };
        command.Options.Add(device);
        command.Options.Add(judge);
        command.Options.Add(fault);
        command.Options.Add(cpus);
        judging.AddTo(command);
        command.SetAction(result =>
        {
            var faults = LiveJudging.Faults(result.GetValue(fault));
            if (!result.GetValue(judge) && faults.IsEmpty)
            {
                Run(result.GetValue(sockets)!, result.GetValue(device), (served, _) => served, cancellation);
                return 0;
            }

            var session = new JudgeSession(result.GetValue(cpus) is { } number
                ? (int)Numbers.Parse("--cpus", number, 1, 8192)
                : null);
            var report = judging.OpenReport(result, "serve");
            var clock = Stopwatch.StartNew();
            Run(result.GetValue(sockets)!, result.GetValue(device),
                (served, name) => new JudgedDevice(served, session, name, faults), cancellation);
            return judging.Conclude(result, report, new LiveRun
            {
                Command = "serve",
                Subject = "driver of a guest",
                Session = session,
                Faults = faults.Length,
                Elapsed = clock.Elapsed,
            });
        });
        return command;
    }

    private static void Run(string[] sockets, string? behind, Func<IServedDevice, string, IServedDevice> wrap,
        CancellationToken cancellation)
    {
        if (behind is not null && sockets.Length > 1)
        {
            throw new UsageException("serve: --device is for one SOCKET: a server has one client at a time");
        }

        var log = new LineLog();
        var options = Share(new DeviceOptions(), sockets.Length);
        var running = new Stack<IDisposable>();
        try
        {
            foreach (var socket in sockets)
            {
                var device = wrap(behind is null ? new ServedDevice(options, log) : new ProxyDevice(behind), socket);
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
