// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using Pvmemcontrol.Conformance.Evidence;

namespace Pvmemcontrol.Conformance.Plans;

/// <summary>What changed since an earlier report in JSON.</summary>
/// <param name="New">Findings that the earlier report does not have.</param>
/// <param name="Gone">Its findings that do not show any more, by requirement and cause.</param>
/// <param name="Changed">Findings of a requirement that it has with another cause, or that are surer or less sure now.
/// </param>
public sealed record ReportDifference(
    IReadOnlyList<string> New, IReadOnlyList<string> Gone, IReadOnlyList<string> Changed)
{
    private sealed record Told(string Requirement, string Cause, bool IsSure)
    {
        public override string ToString() => Cause.Length == 0 ? Requirement : $"{Requirement} ({Cause})";

        internal bool IsSameAs(Told other) => Requirement == other.Requirement
            && (Cause.Length == 0 || other.Cause.Length == 0 || Causes.AreSame(Cause, other.Cause));
    }

    /// <summary>Compares the verdicts of a run with a report.</summary>
    /// <param name="report">The earlier report.</param>
    /// <param name="verdicts">The run.</param>
    /// <exception cref="FormatException">It is no report; one line.</exception>
    public static ReportDifference Of(ReadOnlyMemory<byte> report, IReadOnlyList<Verdict> verdicts)
    {
        var before = Read(report);
        List<Told> now =
        [
            .. verdicts.SelectMany(v => v.Counterexamples).Select(c => new Told(
                c.Finding.Requirement.Id.ToString(), c.Cause, c.IsReproduced || c.IsHard)).Distinct(),
        ];
        var isNamed = before.Select(b => b.Requirement).ToHashSet();
        var unmatched = now.FindAll(n => !before.Exists(n.IsSameAs));
        return new ReportDifference(
            [.. unmatched.Where(n => !isNamed.Contains(n.Requirement)).Select(n => n.ToString())],
            [
                .. before.Where(b => !now.Exists(n => n.Requirement == b.Requirement)).Select(b => b.ToString())
                    .Distinct(),
            ],
            [
                .. unmatched.Where(n => isNamed.Contains(n.Requirement)).Select(n => $"{n}: another cause than before"),
                .. now.Where(n => before.Exists(b => b.IsSameAs(n)) && !before.Exists(b => b.IsSameAs(n)
                    && b.IsSure == n.IsSure)).Select(n => n.IsSure
                        ? $"{n}: proved, suspected before" : $"{n}: suspected, proved before"),
            ]);
    }

    private static List<Told> Read(ReadOnlyMemory<byte> report)
    {
        try
        {
            using var json = JsonDocument.Parse(report);
            return
            [
                .. ReportedFinding.In(json.RootElement)
                    .Select(f => new Told(f.Requirement, f.Cause ?? "", f.IsReproduced)).Distinct(),
            ];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("this is no report in JSON of this tool");
        }
    }
}
