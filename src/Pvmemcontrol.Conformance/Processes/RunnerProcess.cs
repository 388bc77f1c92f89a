// SPDX-License-Identifier: Apache-2.0

using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipes;
using System.Text;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Conformance.Processes;

/// <summary>The process itself: bytes in, bytes out, and how it ended.</summary>
internal sealed class RunnerProcess : IDisposable
{
    /// <summary>What <see cref="Receive"/> gives when nothing came in time.</summary>
    internal const int Nothing = -1;

    /// <summary>What <see cref="Receive"/> gives when the process has ended.</summary>
    internal const int Ended = -2;

    private const int KeptLines = 3;
    private const int Tries = 3;
    private const int MostText = 4096;

    /// <summary>
    /// How long to wait for what should come at once. The end of a pipe is not the end of the process: foreign code may
    /// close our pipes and keep running, or leave children that hold them open.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>For the start of the runtime, which takes seconds on a busy machine.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Queue<string> _firstLines = new();
    private readonly ManualResetEventSlim _hasSaidAll = new();
    private readonly byte[] _byte = new byte[1];
    private readonly PipeStream _output;

    private RunnerProcess(RunnerSettings settings, ChildProgram program, ChildArguments arguments)
    {
        var command = settings.CommandFor(arguments.Target);
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in command.Skip(1).Append(program.Subcommand).Concat(arguments.ToList()))
        {
            start.ArgumentList.Add(argument);
        }

        // Crashes are expected here: no dump, no report but the start of standard error, and no debugger's pipes in
        // /tmp, which a killed process leaves behind.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        start.Environment["DOTNET_EnableCrashReport"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in program.Variables)
        {
            start.Environment[name] = value;
        }

        _process = Start(start);
        _output = (PipeStream)_process.StandardOutput.BaseStream;
        _process.ErrorDataReceived += (_, e) => Keep(e.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts a process and waits until it is about to load the target.</summary>
    /// <exception cref="HostException">It does not start; one line.</exception>
    /// <param name="settings">How processes are started.</param>
    /// <param name="program">What the process does.</param>
    /// <param name="sharedMemory">The path of the memory that it shares with this process.</param>
    /// <param name="target">What it runs on.</param>
    internal static RunnerProcess Start(
        RunnerSettings settings, ChildProgram program, string sharedMemory, TargetSpec target)
    {
        var arguments = new ChildArguments(sharedMemory, target, settings.ImposedLockLimit, settings.Vcpus);
        for (var tries = 1; ; tries++)
        {
            var process = new RunnerProcess(settings, program, arguments);
            var answer = process.Receive(StartLimit);
            if (answer == ChildProtocol.Begun)
            {
                return process;
            }

            using (process)
            {
                var end = answer == Ended ? process.DescribeEnd() : RunnerEnd.NoProgress(StartLimit);

                // Until it has begun, signals to the group of this process reach it too.
                if (tries == Tries || !Signals.IsSentByOthers(end.Signal))
                {
                    throw new HostException($"the runner's process did not begin: {end.How}");
                }
            }
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start");
        }
        catch (Win32Exception e)
        {
            throw new HostException(e.Message);
        }
    }

    /// <summary>Its number, as the kernel knows it.</summary>
    internal int Id => _process.Id;

    /// <summary>Sends bytes; an end of the process shows in the next <see cref="Receive"/>.</summary>
    internal void Send(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _process.StandardInput.BaseStream.Write(bytes);
            _process.StandardInput.BaseStream.Flush();
        }
        catch (IOException)
        {
            // Broken pipe: the process is gone, and Receive says so.
        }
    }

    /// <summary>The next byte, or <see cref="Nothing"/> or <see cref="Ended"/>.</summary>
    internal int Receive(TimeSpan patience)
    {
        if (!PipeWait.IsReadable(_output, patience))
        {
            if (!_process.HasExited)
            {
                return Nothing;
            }

            // What it wrote before it ended can still be read.
            if (!PipeWait.IsReadable(_output, Grace))
            {
                return Ended;
            }
        }

        var count = _output.Read(_byte, 0, 1);
        return count == 0 ? Ended : _byte[0];
    }

    /// <summary>
    /// The rest of the output as text; it comes at once. The end of file may not come: a child of foreign code may hold
    /// the pipe.
    /// </summary>
    internal string ReceiveText()
    {
        List<byte> bytes = [];
        while (bytes.Count < MostText && Receive(Grace) is var next and >= 0)
        {
            bytes.Add((byte)next);
        }

        return Printable(Encoding.UTF8.GetString([.. bytes]));
    }

    /// <summary>The signal or the exit status, and the first words on standard error.</summary>
    internal RunnerEnd DescribeEnd()
    {
        if (!_process.WaitForExit(Grace))
        {
            Kill();
            return new RunnerEnd("closed the runner's pipes and kept running");
        }

        _hasSaidAll.Wait(Grace);
        var status = _process.ExitCode;
        int? signal = status > 128 ? status - 128 : null;
        var how = signal is { } number ? Signals.Describe(number) : $"exited with status {status}";
        lock (_firstLines)
        {
            var words = _firstLines.FirstOrDefault(l => l.Trim().Length > 0);
            return new RunnerEnd(words is null ? how : $"{how}; it said: {Printable(words.Trim())}", signal);
        }
    }

    /// <summary>A target's output must not control the user's terminal.</summary>
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));

    internal void Kill()
    {
        _process.Kill();
        _process.WaitForExit(Grace);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            _hasSaidAll.Set();
            return;
        }

        lock (_firstLines)
        {
            // The first lines of a report say what happened, the rest is a stack.
            if (_firstLines.Count < KeptLines)
            {
                _firstLines.Enqueue(line);
            }
        }
    }
}
