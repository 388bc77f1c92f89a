// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using System.Globalization;
using Pvmemcontrol.Conformance.Plans;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Cli;

/// <summary>The command merge: one result of the parts of a run.</summary>
internal static class MergeCommand
{
    /// <summary>The command.</summary>
    internal static Command Create()
    {
        var files = new Argument<string[]>("REPORT")
        {
            Description = "reports in JSON that `conform --shard` wrote, one of each part",
            Arity = ArgumentArity.OneOrMore,
        };
        var report = new Option<string?>("--report")
        {
            Description = "write all of them as one report",
            HelpName = "json=FILE",
        };
        var command = new Command("merge", "add up the reports of the parts of a run") { files };
        command.Options.Add(report);
        command.SetAction(result => Merge(result.GetValue(files)!, result.GetValue(report)));
        return command;
    }

    private static int Merge(string[] files, string? report)
    {
        const string json = "json=";
        if (report is not null && (!report.StartsWith(json, StringComparison.Ordinal) || report.Length == json.Length))
        {
            throw new UsageException($"--report: '{report}' is not json=FILE");
        }

        var merged = new MergedReports();
        try
        {
            var written = report is null ? null : WholeFile.Plan(report[json.Length..]);
            foreach (var file in files)
            {
                merged.Add(file, File.ReadAllBytes(file));
            }

            written?.Write(merged.Write);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"merge: {e.Message.ReplaceLineEndings(" ")}");
        }

        Print(merged, files.Length);
        return merged.ExitCode;
    }

    private static void Print(MergedReports merged, int count)
    {
        var findings = merged.Findings();
        Screen.Heading($"pvmemcontrol merge: {count} report{(count == 1 ? "" : "s")}, "
            + $"{findings.Count} finding{(findings.Count == 1 ? "" : "s")}");
        foreach (var finding in findings)
        {
            Screen.Heading($"  {finding.Requirement} ({finding.Cause}), in {finding.Parts} of {count}"
                + (finding.IsReproduced ? "" : ", SUSPECTED"));
            foreach (var (step, i) in finding.Steps.Select((s, i) => (s, i)))
            {
                Screen.Heading($"    {i + 1,4}  {step}");
            }
        }

        foreach (var requirement in Catalogue.All.Where(r => merged.Exercised(r) > 0))
        {
            Screen.Heading(string.Create(CultureInfo.InvariantCulture,
                $"  {requirement.Id,-14} exercised {merged.Exercised(requirement),14:N0}"));
        }

        foreach (var shard in merged.Missing)
        {
            Screen.Heading($"shard {shard} is missing");
        }

        foreach (var shard in merged.Interrupted)
        {
            Screen.Heading($"shard {shard} was interrupted");
        }

        Screen.Heading($"exit code {merged.ExitCode}");
    }
}
