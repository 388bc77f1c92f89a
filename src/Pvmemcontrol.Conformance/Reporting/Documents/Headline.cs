// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Reporting.Documents;

/// <summary>A document in one line.</summary>
public static class Headline
{
    private static readonly (Severity Severity, string One, string Many)[] Words =
    [
        (Severity.Violation, "violation", "violations"),
        (Severity.Suspected, "suspected violation", "suspected violations"),
        (Severity.HostModelDiffers, "difference of the host model", "differences of the host model"),
        (Severity.Deviation, "deviation", "deviations"),
    ];

    /// <summary>How many findings of each severity; without any, what was not exercised.</summary>
    public static string Of(ReportDocument document)
    {
        var found = Words.Select(w => (w.One, w.Many, Count: document.Count(w.Severity))).Where(w => w.Count > 0)
            .Select(w => w.Count == 1 ? $"1 {w.One}" : $"{w.Count} {w.Many}").ToList();
        var never = document.Requirements.Count(r => r.State == CoverageState.Never);
        return found.Count > 0 ? string.Join(", ", found)
            : document.ExitCode != 0 ? document.Meaning
            : never > 0 ? $"no violation, but {never} requirements were never exercised"
            : "no violation";
    }
}
