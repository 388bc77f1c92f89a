// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Text.Json;

namespace Pvmemcontrol.Drivers.Processes;

/// <summary>A child that searches worlds of one driver, one after the other.</summary>
internal sealed class ChildProcess : IDisposable
{
    /// <summary>A child that gets less than this part of a CPU waits for something.</summary>
    private const int MostWaits = 20;

    private readonly Process _process;

    internal ChildProcess(IReadOnlyList<string> tool, DriverJob job)
    {
        var start = new ProcessStartInfo(tool[0], [.. tool.Skip(1), DriverChild.Subcommand])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // No dump of a runtime whose memory a driver has overwritten, and no debugger's pipes in /tmp, which a killed
        // process leaves behind.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, e) => Complaint ??= e.Data;
        _process.BeginErrorReadLine();
        Tell(JsonSerializer.Serialize(job, ChildJson.Default.DriverJob));
    }

    /// <summary>The first line that the child has said on its standard error.</summary>
    internal string? Complaint { get; private set; }

    /// <summary>
    /// What the child found; null when it died, took more CPU time than <paramref name="patience"/>, or stands still.
    /// </summary>
    internal WorldLine? Ask(DriverRequest request, TimeSpan patience)
    {
        Tell(JsonSerializer.Serialize(request, ChildJson.Default.DriverRequest));
        var line = _process.StandardOutput.ReadLineAsync();
        var since = CpuTime();

        // On a busy machine the clock says nothing about the driver, unless it stands still.
        for (var waited = 1; !line.Wait(patience); waited++)
        {
            if (_process.HasExited || CpuTime() - since >= patience || waited == MostWaits)
            {
                return null;
            }
        }

        return line.Result is { } text ? JsonSerializer.Deserialize(text, ChildJson.Default.WorldLine) : null;
    }

    /// <summary>A child that has died gives no answer later.</summary>
    private void Tell(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It died while it was told.
        }
    }

    private TimeSpan CpuTime()
    {
        try
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
        catch (InvalidOperationException)
        {
            // It has ended.
            return TimeSpan.MaxValue;
        }
    }

    /// <summary>How it ended: a signal, or that it did not end.</summary>
    internal string Ending()
    {
        if (!_process.WaitForExit(TimeSpan.FromSeconds(2)))
        {
            return "did not answer any more";
        }

        return _process.ExitCode > 128 ? $"ended with signal {_process.ExitCode - 128}"
            : Complaint is null ? $"ended by itself, with exit code {_process.ExitCode}"
            : $"ended: {Complaint}";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(TimeSpan.FromMilliseconds(500)))
            {
                _process.Kill();
                _process.WaitForExit();
            }
        }
        catch (IOException)
        {
            // It is dead already.
        }

        _process.Dispose();
    }
}
