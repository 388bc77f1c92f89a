// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;

namespace Pvmemcontrol.Conformance.Plans;

/// <summary>A finding as a report in JSON tells it. The file may come from anybody.</summary>
/// <param name="Requirement">The requirement's ID.</param>
/// <param name="Cause">The cause as the report prints it; null in reports that name none.</param>
/// <param name="Steps">The steps of its counterexample.</param>
/// <param name="IsReproduced">True when it was reproduced.</param>
internal sealed record ReportedFinding(string Requirement, string? Cause, string[] Steps, bool IsReproduced)
{
    /// <summary>Characters of one text.</summary>
    private const int Longest = 300;

    /// <summary>The findings of all runs: violations and deviations.</summary>
    /// <exception cref="KeyNotFoundException">A member is missing.</exception>
    /// <exception cref="InvalidOperationException">A member is of another kind.</exception>
    internal static IEnumerable<ReportedFinding> In(JsonElement report) =>
        report.GetProperty("runs").EnumerateArray().SelectMany(InRun).Select(f => new ReportedFinding(
            Printable(f.GetProperty("requirement")),
            f.TryGetProperty("cause", out var cause) ? Printable(cause) : null,
            [.. f.GetProperty("steps").EnumerateArray().Select(Printable)],
            f.GetProperty("reproduced").GetBoolean()));

    /// <summary>A text without what steers a terminal.</summary>
    internal static string Printable(JsonElement text) => Printable(text.GetString() ?? "", Longest);

    /// <summary>The same, of at most so many characters.</summary>
    internal static string Printable(string text, int longest) =>
        string.Concat(text.Take(longest).Select(c => char.IsControl(c) ? '?' : c));

    private static IEnumerable<JsonElement> InRun(JsonElement run)
    {
        IEnumerable<JsonElement> first = run.TryGetProperty("violation", out var violation) ? [violation] : [];
        IEnumerable<JsonElement> more = run.TryGetProperty("more", out var others) ? others.EnumerateArray() : [];
        return [.. first, .. more, .. run.GetProperty("deviations").EnumerateArray()];
    }
}
