// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Pvmemcontrol.VfioUser.Faults;
using Pvmemcontrol.VfioUser.Judging;
using Pvmemcontrol.VfioUser.Server;

namespace Pvmemcontrol.VfioUser.Rig;

/// <summary>A driver in a guest that this process starts, judged by two devices that it serves.</summary>
public sealed class GuestRun
{
    private const int Devices = 2;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>What is known of the driver.</summary>
    public required JudgeSession Session { get; init; }

    /// <summary>What the guest printed.</summary>
    public required GuestConsole Console { get; init; }

    /// <summary>What the guest's kernel reported that is no finding: no requirement says what causes it.</summary>
    public required ImmutableArray<KernelReport> OtherReports { get; init; }

    /// <summary>How long the rig took.</summary>
    public required TimeSpan Built { get; init; }

    /// <summary>From the start of QEMU until the guest's program reported itself; null if it never did.</summary>
    public required TimeSpan? Booted { get; init; }

    /// <summary>From the start of QEMU to its end.</summary>
    public required TimeSpan Ran { get; init; }

    /// <summary>Why the guest did not come to its own end, or null.</summary>
    public required string? Trouble { get; init; }

    /// <summary>Builds, boots and judges.</summary>
    /// <param name="options">What is booted.</param>
    /// <param name="faults">What the devices do wrong when the guest asks for it.</param>
    /// <param name="say">Receives what the script reports.</param>
    /// <param name="logger">Receives what is wrong with the connection.</param>
    /// <param name="cancellation">Ends the run early.</param>
    /// <exception cref="RigException">The rig cannot be built.</exception>
    public static GuestRun Judge(RigOptions options, ImmutableArray<FaultKind> faults, Action<string> say,
        ILogger? logger, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("pvmemcontrol-guest-").FullName;
        try
        {
            var clock = Stopwatch.StartNew();
            RigScript.Build(options, folder, say, cancellation);
            return Boot(options, faults, folder, clock.Elapsed, logger, cancellation);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static GuestRun Boot(RigOptions options, ImmutableArray<FaultKind> faults, string folder, TimeSpan built,
        ILogger? logger, CancellationToken cancellation)
    {
        var session = new JudgeSession();
        var console = new GuestConsole();
        var monitor = Path.Combine(folder, "monitor");
        string[] sockets = [.. Enumerable.Range(0, Devices).Select(i => Path.Combine(folder, $"device{i}"))];
        var running = new Stack<IDisposable>();
        try
        {
            for (var i = 0; i < Devices; i++)
            {
                var device = new JudgedDevice(new ServedDevice(), session, $"device {i}", faults);
                running.Push(device);
                running.Push(new DeviceServer(sockets[i], device, logger));
            }

            var clock = Stopwatch.StartNew();
            using var guest = RigScript.Boot(options, folder, sockets, monitor);
            guest.OutputDataReceived += (_, e) => console.Add(e.Data ?? "");
            guest.ErrorDataReceived += (_, e) => console.Add(e.Data ?? "");
            guest.BeginOutputReadLine();
            guest.BeginErrorReadLine();
            var trouble = Watch(guest, session, monitor, options.Time, clock, out var booted, cancellation);
            guest.WaitForExit();
            var reports = console.KernelReports();
            Judge(reports, session);
            return new GuestRun
            {
                Session = session,
                Console = console,
                OtherReports = [.. reports.Where(r => !r.IsOfDriver)],
                Built = built,
                Booted = booted,
                Ran = clock.Elapsed,
                Trouble = trouble ?? (session.IsDone ? null
                    : session.Boots == 0 ? "the guest's program has not started"
                    : "the guest has ended before its program was done"),
            };
        }
        finally
        {
            while (running.TryPop(out var part))
            {
                part.Dispose();
            }
        }
    }

    private static void Judge(ImmutableArray<KernelReport> reports, JudgeSession session)
    {
        foreach (var report in reports.Where(r => r.IsOfDriver))
        {
            session.Reported(report.Requirement!, report.Module!, report.MarkNumber, report.Title, report.Lines);
        }
    }

    /// <summary>Waits for the end of the guest, and ends it when the time is up; why, or null.</summary>
    private static string? Watch(Process guest, JudgeSession session, string monitor, TimeSpan time, Stopwatch clock,
        out TimeSpan? booted, CancellationToken cancellation)
    {
        var hasMoreMemory = false;
        booted = null;
        while (!guest.WaitForExit(Pause))
        {
            booted ??= session.Boots > 0 ? clock.Elapsed : null;
            if (session.WantsMemory && !hasMoreMemory)
            {
                hasMoreMemory = true;
                _ = QemuMonitor.AddMemory(monitor);
            }

            if (session.IsAsleep)
            {
                QemuMonitor.Wake(monitor);
            }

            if (clock.Elapsed > time || cancellation.IsCancellationRequested)
            {
                QemuMonitor.Quit(monitor);
                if (!guest.WaitForExit(TimeSpan.FromSeconds(2)))
                {
                    RigScript.End(guest);
                }

                return cancellation.IsCancellationRequested ? "interrupted" : "the guest has not ended in time";
            }
        }

        return null;
    }
}
