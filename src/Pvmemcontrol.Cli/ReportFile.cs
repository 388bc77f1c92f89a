// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Reporting;

namespace Pvmemcontrol.Cli;

/// <summary>The files of --report, opened before the run so that a typing error does not waste it.</summary>
internal sealed class ReportFile : IDisposable
{
    private const string Json = "json=";
    private const string JUnit = "junit=";

    private readonly List<(string Form, FileStream Stream)> _files = [];

    /// <summary>Opens the files that the option names; does nothing without the option.</summary>
    /// <exception cref="UsageException">The option names no known form, or a file cannot be written.</exception>
    internal static ReportFile Open(string? option)
    {
        var parts = (option?.Split(',') ?? []).Select(Parse).ToList();
        var report = new ReportFile();
        try
        {
            parts.ForEach(p => report._files.Add((p.Form, OpenFile(p.File))));

            // Earlier reports are truncated only after the whole option has been validated.
            foreach (var (_, stream) in report._files.Where(f => f.Stream.CanSeek && f.Stream.Length > 0))
            {
                stream.SetLength(0);
            }
        }
        catch
        {
            report.Dispose();
            throw;
        }

        return report;
    }

    /// <summary>Writes the reports.</summary>
    internal void Write(IReadOnlyList<Verdict> verdicts, int exitCode, CampaignOptions options)
    {
        foreach (var (form, stream) in _files)
        {
            if (form == Json)
            {
                JsonReport.Write(stream, verdicts, exitCode, options);
            }
            else
            {
                JUnitReport.Write(stream, verdicts, options.IsStrict);
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

    private static (string Form, string File) Parse(string part) =>
        new[] { Json, JUnit }.FirstOrDefault(f =>
            part.StartsWith(f, StringComparison.Ordinal) && part.Length > f.Length) is { } form
            ? (form, part[form.Length..])
            : throw new UsageException($"--report: '{part}' is neither json=FILE nor junit=FILE");

    private static FileStream OpenFile(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--report: {e.Message}");
        }
    }
}
