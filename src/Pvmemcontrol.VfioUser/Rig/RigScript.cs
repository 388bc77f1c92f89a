// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Globalization;

namespace Pvmemcontrol.VfioUser.Rig;

/// <summary>The script guest/rig beside the tool.</summary>
internal static class RigScript
{
    /// <summary>Fetches what is missing and builds the driver and the initramfs.</summary>
    /// <param name="options">What to build.</param>
    /// <param name="folder">Gets the results.</param>
    /// <param name="say">Receives what the script reports.</param>
    /// <param name="cancellation">Ends the script.</param>
    /// <exception cref="RigException">The script failed.</exception>
    internal static void Build(RigOptions options, string folder, Action<string> say, CancellationToken cancellation)
    {
        using var script = Start(options, ["build", Path.GetFullPath(options.Driver), folder]);
        List<string> lines = [];
        script.ErrorDataReceived += (_, e) =>
        {
            if (e.Data is { } line)
            {
                lock (lines)
                {
                    lines.Add(line);
                }

                say(line);
            }
        };
        script.BeginErrorReadLine();
        using (cancellation.Register(() => End(script)))
        {
            script.StandardOutput.ReadToEnd();
            script.WaitForExit();
        }

        cancellation.ThrowIfCancellationRequested();
        if (script.ExitCode != 0)
        {
            lock (lines)
            {
                throw new RigException(lines is [.., var last] ? last : $"the script ended with {script.ExitCode}");
            }
        }
    }

    /// <summary>Starts a guest; its console is the process's output.</summary>
    internal static Process Boot(RigOptions options, string folder, IEnumerable<string> sockets, string monitor) =>
        Start(options, ["boot", folder, .. sockets, "--", "-qmp", $"unix:{monitor},server=on,wait=off"]);

    /// <summary>Ends a process that was started here, and what it started.</summary>
    internal static void End(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }

    private static Process Start(RigOptions options, IEnumerable<string> arguments)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "guest", "rig");
        if (!File.Exists(path))
        {
            throw new RigException($"{path} is missing");
        }

        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(path);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        Set(start, "PVMEMCONTROL_INCLUDE", Full(options.Include));
        Set(start, "PVMEMCONTROL_KERNEL", Full(options.Kernel));
        Set(start, "PVMEMCONTROL_HEADERS", Full(options.Headers));
        Set(start, "PVMEMCONTROL_QEMU", options.Qemu);
        Set(start, "PVMEMCONTROL_SMP", options.Smp.ToString(CultureInfo.InvariantCulture));
        Set(start, "PVMEMCONTROL_ACCEL", options.Accelerator);
        Set(start, "PVMEMCONTROL_NO_POSTED_WRITES", options.PostsWrites ? "false" : "true");
        return Process.Start(start) ?? throw new RigException("bash cannot be started");
    }

    private static string? Full(string? path) => path is null ? null : Path.GetFullPath(path);

    private static void Set(ProcessStartInfo start, string name, string? value)
    {
        if (value is not null)
        {
            start.Environment[name] = value;
        }
    }
}
