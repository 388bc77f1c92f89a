// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Plans;

namespace Pvmemcontrol.Cli;

/// <summary>What is known before a run: issues that do not fail it, and an earlier report.</summary>
internal sealed class Baseline
{
    private readonly string? _written;
    private readonly byte[]? _earlier;
    private readonly string? _earlierName;

    private Baseline(KnownIssues known, string? written, string? earlierName, byte[]? earlier) =>
        (Known, _written, _earlierName, _earlier) = (known, written, earlierName, earlier);

    /// <summary>The known issues.</summary>
    internal KnownIssues Known { get; }

    /// <summary>Reads the files, before the run.</summary>
    /// <exception cref="UsageException">One of them cannot be used; one line.</exception>
    internal static Baseline Open(string? known, string? written, string? earlier)
    {
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        try
        {
            var issues = known is null ? KnownIssues.None : KnownIssues.Parse(known, File.ReadLines(known), today);
            if (written is not null)
            {
                // A name that cannot be written is found out before the run.
                using var probe = new FileStream(written, FileMode.OpenOrCreate, FileAccess.Write);
            }

            var report = earlier is null ? null : File.ReadAllBytes(earlier);
            _ = report is null ? null : ReportDifference.Of(report, []);
            return new Baseline(issues, written, earlier, report);
        }
        catch (FormatException e)
        {
            throw new UsageException(known is not null && e.Message.StartsWith(known, StringComparison.Ordinal)
                ? e.Message : $"{earlier}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException(e.Message.ReplaceLineEndings(" "));
        }
    }

    /// <summary>Says what the run means in its light, and writes the file of known issues.</summary>
    internal void Tell(IReadOnlyList<Verdict> verdicts)
    {
        foreach (var expired in Known.Expired)
        {
            Screen.Heading($"known issue expired on {expired.Until:yyyy-MM-dd}, counts again: {expired}");
        }

        foreach (var gone in Known.NotShown)
        {
            Screen.Heading($"known issue, not shown by this run: {gone}");
        }

        if (_earlier is not null)
        {
            var difference = ReportDifference.Of(_earlier, verdicts);
            Screen.Heading($"since {_earlierName}: {difference.New.Count} new, {difference.Gone.Count} gone, "
                + $"{difference.Changed.Count} changed");
            Tell("new", difference.New);
            Tell("gone", difference.Gone);
            Tell("changed", difference.Changed);
        }

        if (_written is not null)
        {
            var lines = KnownIssues.Lines(verdicts.SelectMany(v => v.Counterexamples));
            var temporary = $"{_written}.{Environment.ProcessId}";
            File.WriteAllLines(temporary, lines, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(temporary, _written, overwrite: true);
        }
    }

    private static void Tell(string what, IReadOnlyList<string> findings)
    {
        foreach (var finding in findings)
        {
            Screen.Heading($"  {what}: {finding}");
        }
    }
}
