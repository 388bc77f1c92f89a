// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Conformance.Verdicts;

namespace Pvmemcontrol.Cli;

/// <summary>The files of --report, opened before the run so that nothing is lost to a typing error.</summary>
internal sealed class ReportFile : IDisposable
{
    private const string Json = "json=";
    private const string JUnit = "junit=";

    private readonly List<(string Form, FileStream Stream)> _files = [];

    /// <summary>Opens the files that the option names; does nothing without the option.</summary>
    /// <exception cref="UsageException">The option names no known form, or a file cannot be written.</exception>
    internal static ReportFile Open(string? option)
    {
        var report = new ReportFile();
        try
        {
            foreach (var part in option?.Split(',') ?? [])
            {
                report.Add(part);
            }
        }
        catch
        {
            report.Dispose();
            throw;
        }

        return report;
    }

    /// <summary>Writes what was asked for.</summary>
    internal void Write(IReadOnlyList<Verdict> verdicts, int exitCode)
    {
        foreach (var (form, stream) in _files)
        {
            if (form == Json)
            {
                JsonReport.Write(stream, verdicts, exitCode);
            }
            else
            {
                JUnitReport.Write(stream, verdicts);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, stream) in _files)
        {
            stream.Dispose();
        }
    }

    private void Add(string part)
    {
        var form = new[] { Json, JUnit }.FirstOrDefault(f =>
            part.StartsWith(f, StringComparison.Ordinal) && part.Length > f.Length)
            ?? throw new UsageException($"--report: '{part}' is neither json=FILE nor junit=FILE");
        try
        {
            _files.Add((form, new FileStream(part[form.Length..], FileMode.Create, FileAccess.Write)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--report: {e.Message}");
        }
    }
}
