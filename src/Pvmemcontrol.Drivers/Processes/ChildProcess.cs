// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Text.Json;

namespace Pvmemcontrol.Drivers.Processes;

/// <summary>A child that searches worlds of one driver, one after the other.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    internal ChildProcess(string tool, DriverJob job)
    {
        var start = new ProcessStartInfo(tool, [DriverChild.Subcommand])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // No dump of a runtime whose memory a driver has overwritten.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, e) => Complaint ??= e.Data;
        _process.BeginErrorReadLine();
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(job));
    }

    /// <summary>The first line that the child has said on its standard error.</summary>
    internal string? Complaint { get; private set; }

    /// <summary>What the child found; null when it died or took more CPU time than this.</summary>
    internal WorldLine? Ask(DriverRequest request, TimeSpan patience)
    {
        try
        {
            _process.StandardInput.WriteLine(JsonSerializer.Serialize(request));
            _process.StandardInput.Flush();
            var line = _process.StandardOutput.ReadLineAsync();
            var since = CpuTime();

            // On a busy machine the clock says nothing about the driver.
            while (!line.Wait(patience))
            {
                if (_process.HasExited || CpuTime() - since >= patience)
                {
                    return null;
                }
            }

            return line.Result is { } text ? JsonSerializer.Deserialize<WorldLine>(text) : null;
        }
        catch (IOException)
        {
            // It died while it was told.
            return null;
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

        return _process.ExitCode > 128 ? $"ended with signal {_process.ExitCode - 128}" : $"ended: {Complaint}";
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
