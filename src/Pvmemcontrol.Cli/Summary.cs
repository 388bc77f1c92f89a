// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Plans;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Cli;

/// <summary>The last lines of a run: how many findings, which, how sure, and what is missing.</summary>
internal static class Summary
{
    /// <summary>With fewer scenarios in a second, most of the time went to making devices.</summary>
    private const double FewScenarios = 25;

    /// <summary>Prints them.</summary>
    internal static void Print(
        IReadOnlyList<Verdict> verdicts, PlanRun run, IReadOnlyList<Requirement> never, int exitCode)
    {
        var findings = verdicts.SelectMany(v => v.Violations.Select(c => (Verdict: v, Shown: c)))
            .Where(f => f.Verdict.Outcome != Outcome.HostModelDiffers)
            .OrderBy(f => SeverityOrder.Of(f.Shown)).ToList();
        if (findings.Count > 0)
        {
            Screen.Heading(findings.Count == 1 ? "1 finding:" : $"{findings.Count} findings, the worst first:");
            foreach (var (_, shown) in findings)
            {
                Screen.Heading($"  {shown.Finding.Requirement.Id}  {Sure(shown),-10} {shown.Finding.Requirement.Title}"
                    + $" ({shown.Cause})");
            }
        }

        foreach (var (requirement, cause, steps) in run.KeptOff)
        {
            Screen.Heading(string.Create(CultureInfo.InvariantCulture,
                $"kept off because of {requirement.Id}: {cause} ({steps:N0} steps left out)"));
        }

        Slow(verdicts);
        if (never.Count > 0)
        {
            var ids = string.Join(", ", never.Select(r => r.Id));
            var because = findings.Count == 0 ? ""
                : $" (perhaps because of {string.Join(", ", findings.Select(f => f.Shown.Finding.Requirement.Id)
                    .Distinct())})";
            Screen.Heading(exitCode == 0
                ? $"conforms, but never exercised, and therefore not checked: {ids}"
                : $"never exercised, and therefore not checked{because}: {ids}");
        }
        else if (exitCode == 0)
        {
            Screen.Heading(findings.Count > 0 ? "nothing but known issues" : "conforms");
        }
    }

    private static string Sure(Counterexample shown) => shown.KnownAs is not null ? "known"
        : shown.IsReproduced ? "proved" : shown.IsHard ? "seen once" : "SUSPECTED";

    /// <summary>Says why there were few scenarios, where the device is the reason.</summary>
    private static void Slow(IReadOnlyList<Verdict> verdicts)
    {
        foreach (var verdict in verdicts.Where(v => v.Kind.Name == RunKind.ScenariosName && !v.Violations.Any()
            && v.Elapsed > TimeSpan.FromSeconds(2) && v.Scenarios / v.Elapsed.TotalSeconds < FewScenarios))
        {
            Screen.Heading(string.Create(CultureInfo.InvariantCulture,
                $"only {verdict.Scenarios:N0} scenarios in {verdict.Elapsed.TotalSeconds:0} s ({verdict.Kind.Column}):")
                + " each needs a new device, and this one is slow to create; with more --time it is tested as well "
                + "as others");
        }
    }
}
