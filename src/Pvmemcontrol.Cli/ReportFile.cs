// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Conformance.Verdicts;

namespace Pvmemcontrol.Cli;

/// <summary>The file of --report, opened before the run so that nothing is lost to a typing error.</summary>
internal sealed class ReportFile : IDisposable
{
    private const string Json = "json=";

    private readonly FileStream? _stream;

    private ReportFile(FileStream? stream) => _stream = stream;

    /// <summary>Opens the file that the option names; does nothing without the option.</summary>
    /// <exception cref="UsageException">The option names no known form, or the file cannot be written.</exception>
    internal static ReportFile Open(string? option)
    {
        if (option is null)
        {
            return new ReportFile(null);
        }

        if (!option.StartsWith(Json, StringComparison.Ordinal) || option.Length == Json.Length)
        {
            throw new UsageException($"--report: '{option}' is not json=FILE");
        }

        try
        {
            return new ReportFile(new FileStream(option[Json.Length..], FileMode.Create, FileAccess.Write));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--report: {e.Message}");
        }
    }

    /// <summary>Writes the report, if one was asked for.</summary>
    internal void Write(IReadOnlyList<Verdict> verdicts, int exitCode)
    {
        if (_stream is not null)
        {
            JsonReport.Write(_stream, verdicts, exitCode);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();
}
