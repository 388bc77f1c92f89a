// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text;
using Pvmemcontrol.Conformance.Reporting.Documents;

namespace Pvmemcontrol.Conformance.Reporting.Formats;

/// <summary>A report in Markdown, short enough for the summary of a job.</summary>
public static class MarkdownReport
{
    /// <summary>Job summaries end at 1 MiB; findings after these are only listed.</summary>
    private const int MostInFull = 20;

    private const int MostSteps = 40;

    /// <summary>Writes the report.</summary>
    public static void Write(Stream stream, ReportDocument document)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## {Cell(document.Subject)}: {Cell(Headline.Of(document))}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"`pvmemcontrol {document.Command}`, exit code {document.ExitCode} ");
        text.Append(CultureInfo.InvariantCulture, $"({Cell(document.Meaning)})");
        text.Append(document.Seed is { } seed
            ? string.Create(CultureInfo.InvariantCulture, $", seed {seed}.\n")
            : ".\n");
        foreach (var remark in document.Remarks)
        {
            text.Append('\n').Append(Cell(remark)).Append('\n');
        }

        Findings(text, document);
        Table(text, ["run", "how", "how much", "time", "result"], document.Runs.Select(r => new[]
        {
            r.Name, r.Measure, r.Amount, string.Create(CultureInfo.InvariantCulture, $"{r.Seconds:0.0} s"), r.Result,
        }));
        stream.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static void Findings(StringBuilder text, ReportDocument document)
    {
        if (document.Findings.IsEmpty)
        {
            return;
        }

        Table(text, ["finding", "requirement", "about", "observed"], document.Findings.Select(f => new[]
        {
            f.Severity.Word(), f.Requirement.Id.ToString(), f.Requirement.Title, f.Observed,
        }));
        foreach (var finding in document.Findings.Take(MostInFull))
        {
            InFull(text, finding);
        }
    }

    private static void InFull(StringBuilder text, ReportFinding finding)
    {
        text.Append("\n<details><summary>").Append(Cell(
            $"{finding.Severity.Word()} {CounterexampleText.Title(finding.Requirement)}")).Append("</summary>\n\n");
        text.Append(Cell(finding.Requirement.Statement)).Append("\n\n*").Append(Cell(finding.Requirement.Rationale))
            .Append("*\n\n");
        List<string> lines = [finding.Where, .. finding.Before, ""];
        lines.AddRange(finding.Steps.Steps.Take(MostSteps).Select(s => Step(finding.Steps, s)));
        if (finding.Steps.Steps.Length > MostSteps)
        {
            lines.Add($"... {finding.Steps.Steps.Length - MostSteps} more steps");
        }

        lines.AddRange(["", $"observed: {finding.Observed}"]);
        lines.AddRange(finding.Allowed is { } allowed ? [$"allowed:  {allowed}"] : []);
        lines.AddRange(finding.Places.Select(p => $"{p.What}: {p.File}:{p.Line}"));
        lines.AddRange(finding.Provenance);
        lines.AddRange(finding.Again is { } again ? [$"again: {again}"] : []);
        Block(text, [.. lines.Select(ShownText.Line)]);
        text.Append("\n</details>\n");
    }

    private static string Step(Interleaving picture, InterleavedStep step) =>
        $"{(step.IsMarked ? '>' : ' ')}{step.Number,3}  {picture.Actors[step.Actor]}: {step.Action}"
        + (step.IsInFlight ? ": did not return" : step.Result is { Length: > 0 } result ? $": {result}" : "");

    /// <summary>A block whose fence no line of it can close.</summary>
    private static void Block(StringBuilder text, List<string> lines)
    {
        var longest = lines.Max(LongestRun);
        var fence = new string('`', Math.Max(3, longest + 1));
        text.Append(fence).Append("text\n").AppendJoin('\n', lines).Append('\n').Append(fence).Append('\n');
    }

    private static int LongestRun(string line)
    {
        var (longest, run) = (0, 0);
        foreach (var c in line)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    private static void Table(StringBuilder text, string[] heads, IEnumerable<string[]> rows)
    {
        text.Append("\n| ").AppendJoin(" | ", heads).Append(" |\n|").Append(string.Concat(heads.Select(_ => " --- |")))
            .Append('\n');
        foreach (var row in rows)
        {
            text.Append("| ").AppendJoin(" | ", row.Select(Cell)).Append(" |\n");
        }
    }

    /// <summary>Text that is shown as it is: every character that may mean something is escaped.</summary>
    private static string Cell(string text)
    {
        var shown = new StringBuilder();
        foreach (var c in ShownText.Line(text))
        {
            _ = c switch
            {
                '&' => shown.Append("&amp;"),
                '<' => shown.Append("&lt;"),
                '>' => shown.Append("&gt;"),
                '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '#' or '~' or '!' or '@' =>
                    shown.Append("&#").Append((int)c).Append(';'),
                _ => shown.Append(c),
            };
        }

        return shown.ToString();
    }
}
