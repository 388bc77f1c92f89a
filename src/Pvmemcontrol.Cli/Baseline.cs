// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Plans;

namespace Pvmemcontrol.Cli;

/// <summary>What is known before a run: issues that do not fail it, and an earlier report.</summary>
internal sealed class Baseline
{
    private readonly WholeFile? _written;
    private readonly byte[]? _earlier;
    private readonly string? _earlierName;

    private Baseline(KnownIssues known, WholeFile? written, string? earlierName, byte[]? earlier) =>
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
            var file = written is null ? null : WholeFile.Plan(written);
            var report = earlier is null ? null : File.ReadAllBytes(earlier);
            _ = report is null ? null : ReportDifference.Of(report, []);
            return new Baseline(issues, file, earlier, report);
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

        _written?.Write(stream =>
        {
            using var text = new StreamWriter(stream, leaveOpen: true);
            foreach (var line in KnownIssues.Lines(verdicts.SelectMany(v => v.Counterexamples)))
            {
                text.WriteLine(line);
            }
        });
    }

    private static void Tell(string what, IReadOnlyList<string> findings)
    {
        foreach (var finding in findings)
        {
            Screen.Heading($"  {what}: {finding}");
        }
    }
}
