// SPDX-License-Identifier: Apache-2.0

using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Conformance.Running;

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
    /// How long to wait for what should come at once. Foreign code may have closed our pipes and live on, or have left
    /// children that hold them open: the end of a pipe and the end of the process are two things.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>The start of the runtime: on a busy machine that takes seconds.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Queue<string> _firstLines = new();
    private readonly ManualResetEventSlim _hasSaidAll = new();
    private readonly byte[] _byte = new byte[1];
    private Task<int>? _reading;

    private RunnerProcess(RunnerSettings settings, string arenaPath, string target)
    {
        var start = new ProcessStartInfo(settings.Command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in settings.Command.Skip(1).Append(arenaPath).Append(target))
        {
            start.ArgumentList.Add(argument);
        }

        // A crash is an expected result here: no dump, and no report beyond what is kept of standard error.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        start.Environment["DOTNET_EnableCrashReport"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in settings.Variables)
        {
            start.Environment[name] = value;
        }

        _process = Start(start);
        _process.ErrorDataReceived += (_, e) => Keep(e.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts a process, up to where it is about to load the target.</summary>
    /// <exception cref="HostException">It does not start; one line.</exception>
    internal static RunnerProcess Start(RunnerSettings settings, string arenaPath, string target)
    {
        for (var tries = 1; ; tries++)
        {
            var process = new RunnerProcess(settings, arenaPath, target);
            var answer = process.Receive(StartLimit);
            if (answer == RunnerProgram.Begun)
            {
                return process;
            }

            using (process)
            {
                var end = answer == Ended ? process.DescribeEnd() : RunnerEnd.NoProgress(StartLimit);

                // Until it has begun, what is sent to the group of this process reaches that one too.
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
        _reading ??= _process.StandardOutput.BaseStream.ReadAsync(_byte, 0, 1);
        if (!_reading.Wait(patience))
        {
            if (!_process.HasExited)
            {
                return Nothing;
            }

            // What it wrote before it ended is still there to be read.
            if (!_reading.Wait(Grace))
            {
                return Ended;
            }
        }

        var count = _reading.Result;
        _reading = null;
        return count == 0 ? Ended : _byte[0];
    }

    /// <summary>
    /// The rest of the output, which comes at once, as text. Its end need not come: a helper that foreign code started
    /// may hold the pipe.
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
            return new RunnerEnd("closed the runner's pipes and lived on");
        }

        _hasSaidAll.Wait(Grace);
        var status = _process.ExitCode;
        int? signal = status > 128 ? status - 128 : null;
        var how = signal is { } number ? Signals.Tell(number) : $"exited with status {status}";
        lock (_firstLines)
        {
            var words = _firstLines.FirstOrDefault(l => l.Trim().Length > 0);
            return new RunnerEnd(words is null ? how : $"{how}; it said: {Printable(words.Trim())}", signal);
        }
    }

    /// <summary>What a target says is not to move anybody's cursor.</summary>
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
