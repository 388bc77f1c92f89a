// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Processes;
using Pvmemcontrol.Drivers.Reports;

namespace Pvmemcontrol.Cli;

/// <summary>The files of --report for a driver's source, opened before the run.</summary>
internal sealed class DriverReportFiles : IDisposable
{
    private readonly List<(string Form, FileStream Stream)> _files = [];

    /// <summary>Opens the files that the option names.</summary>
    /// <exception cref="UsageException">It names no known form, or a file cannot be written.</exception>
    internal static DriverReportFiles Open(string? option)
    {
        var report = new DriverReportFiles();
        try
        {
            foreach (var part in option?.Split(',') ?? [])
            {
                var (form, file) = part.Split('=', 2) is ["json" or "junit", { Length: > 0 }] words
                    ? (words[0], words[1])
                    : throw new UsageException($"--report: '{part}' is neither json=FILE nor junit=FILE");
                report._files.Add((form, new FileStream(file, FileMode.Create, FileAccess.Write)));
            }

            return report;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            report.Dispose();
            throw new UsageException($"--report: {e.Message}");
        }
        catch
        {
            report.Dispose();
            throw;
        }
    }

    /// <summary>Writes the reports.</summary>
    internal void Write(DriverReport run, DriverRunOptions options, int exitCode)
    {
        foreach (var (form, stream) in _files)
        {
            if (form == "json")
            {
                DriverJson.Write(stream, run, options, exitCode);
            }
            else
            {
                DriverJUnit.Write(stream, run, options);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _files.ForEach(f => f.Stream.Dispose());
}
