// SPDX-License-Identifier: Apache-2.0

using System.ComponentModel;
using System.Diagnostics;
using Pvmemcontrol.Conformance.Targets;

namespace Pvmemcontrol.Cli;

/// <summary>
/// The user's command that serves a device on a socket. It is started again whenever it ends, so that a death can be
/// reproduced, and ended with this object.
/// </summary>
internal sealed class ServerCommand : IDisposable
{
    /// <summary>What a target begins with that is such a command.</summary>
    internal const string Prefix = "exec:";

    /// <summary>What stands in the command for the path of the socket.</summary>
    internal const string Placeholder = "{socket}";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly string _command;
    private readonly string _directory = Directory.CreateTempSubdirectory("pvmemcontrol-").FullName;
    private readonly Thread _keeper;
    private readonly ManualResetEventSlim _isOver = new();
    private readonly Lock _lock = new();
    private Process? _process;
    private string? _said;

    /// <summary>Starts it, and waits until there is a socket.</summary>
    /// <exception cref="UsageException">The command does not name the socket.</exception>
    /// <exception cref="TargetUnusableException">It makes no socket.</exception>
    internal ServerCommand(string command)
    {
        if (!command.Contains(Placeholder, StringComparison.Ordinal))
        {
            throw new UsageException($"conform: {Prefix} needs {Placeholder} where the command has the socket's path");
        }

        Socket = Path.Combine(_directory, "device");
        _command = command.Replace(Placeholder, Socket, StringComparison.Ordinal);
        _keeper = new Thread(Keep) { IsBackground = true };
        _keeper.Start();
        var clock = Stopwatch.StartNew();
        while (!File.Exists(Socket))
        {
            if (clock.Elapsed > Patience)
            {
                Dispose();
                throw new TargetUnusableException($"{command}: no socket after {Patience.TotalSeconds:0} s"
                    + (_said is null ? "" : $"; it said: {_said}"));
            }

            Thread.Sleep(Pause);
        }
    }

    /// <summary>The socket's path.</summary>
    internal string Socket { get; }

    /// <summary>Ends it, and what it started.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isOver.Set();
            Kill();
        }

        _keeper.Join();
        Directory.Delete(_directory, recursive: true);
        _isOver.Dispose();
    }

    private void Keep()
    {
        while (Start() is { } process)
        {
            using (process)
            {
                process.WaitForExit();
            }

            _isOver.Wait(Pause);
        }
    }

    private Process? Start()
    {
        lock (_lock)
        {
            if (_isOver.IsSet)
            {
                return null;
            }

            // What a dead server left would look as if it listened.
            File.Delete(Socket);
            _process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"exec {_command}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            _process!.OutputDataReceived += (_, _) => { };
            _process.ErrorDataReceived += (_, line) => _said ??= line.Data;
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
            return _process;
        }
    }

    private void Kill()
    {
        try
        {
            _process?.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }
    }
}
