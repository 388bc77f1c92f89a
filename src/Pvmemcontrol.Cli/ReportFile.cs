// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Conformance.Reporting.Documents;
using Pvmemcontrol.Conformance.Worlds;

namespace Pvmemcontrol.Cli;

/// <summary>
/// The files of --report. Whether they can be written is found out before the run, so that a typing error or a full
/// disk does not waste it; each is written whole or not at all.
/// </summary>
internal sealed class ReportFile
{
    private readonly string _command;
    private readonly List<(ReportForm Form, WholeFile File)> _files;

    private ReportFile(string command, List<(ReportForm Form, WholeFile File)> files) =>
        (_command, _files) = (command, files);

    /// <summary>Plans the files that the option names, and removes those of earlier runs.</summary>
    /// <param name="option">The value of --report, or null.</param>
    /// <param name="command">The command.</param>
    /// <param name="forms">The forms that the command has.</param>
    /// <exception cref="UsageException">The option names no known form, or a file cannot be written.</exception>
    internal static ReportFile Open(string? option, string command, params ReadOnlySpan<ReportForm> forms)
    {
        var known = forms.IsEmpty ? ReportOption.Shared : forms.ToArray();
        var files = (option?.Split(',') ?? []).Select(part => Parse(part, known)).ToList()
            .ConvertAll(part => (part.Form, Plan(part.File)));

        // What earlier runs left goes only after the whole option has been validated.
        files.ForEach(f => f.Item2.RemoveEarlier());
        return new ReportFile(command, files);
    }

    /// <summary>Writes the reports on devices.</summary>
    /// <param name="verdicts">The runs.</param>
    /// <param name="worlds">The worlds that were searched too.</param>
    /// <param name="exitCode">The exit code of the tool.</param>
    /// <param name="options">The options of every run.</param>
    internal void Write(
        IReadOnlyList<Verdict> verdicts, IReadOnlyList<WorldRun> worlds, int exitCode, CampaignOptions options)
    {
        if (_files.Count > 0)
        {
            var ended = (exitCode, ExitCodes.MeaningOf(exitCode));
            Write(new ReportContents(
                DeviceReport.Of(_command, verdicts, worlds, ended, options.IsStrict),
                stream => JsonReport.Write(stream, verdicts, exitCode, options),
                stream => JUnitReport.Write(stream, verdicts, options.IsStrict)));
        }
    }

    /// <summary>Writes the reports: all that can be written, even if one cannot.</summary>
    /// <exception cref="IOException">One could not be written.</exception>
    internal void Write(ReportContents contents)
    {
        IOException? failed = null;
        foreach (var (form, file) in _files)
        {
            try
            {
                file.Write(stream => contents.Write(form, stream));
            }
            catch (IOException e)
            {
                failed ??= new IOException($"the {ReportOption.NameOf(form)} report is missing: {e.Message}", e);
            }
        }

        if (failed is not null)
        {
            throw failed;
        }
    }

    private static (ReportForm Form, string File) Parse(string part, ReportForm[] known)
    {
        var split = part.IndexOf('=', StringComparison.Ordinal);
        var form = split < 0 ? -1 : Array.FindIndex(known, f => ReportOption.NameOf(f) == part[..split]);
        return form >= 0 && split + 1 < part.Length
            ? (known[form], part[(split + 1)..])
            : throw new UsageException($"--report: '{part}' is not FORM=FILE, with a form of "
                + string.Join(", ", known.Select(ReportOption.NameOf)));
    }

    private static WholeFile Plan(string file)
    {
        try
        {
            return WholeFile.Plan(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"--report: {e.Message}");
        }
    }
}
