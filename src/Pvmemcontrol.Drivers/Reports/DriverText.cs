// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Drivers.Processes;

namespace Pvmemcontrol.Drivers.Reports;

/// <summary>A run as text: the table of worlds, and each defect with its interleaving.</summary>
public static class DriverText
{
    private const int TotalWidth = 118;
    private const int NumberWidth = 6;

    /// <summary>Of a longer interleaving, only its beginning and its end are shown.</summary>
    private const int MostRows = 80;

    private const int FirstRows = 30;

    /// <summary>The table of worlds, aligned.</summary>
    public static IEnumerable<string> Table(DriverReport report, DriverRunOptions options)
    {
        string[][] rows =
        [
            ["world", "bounds", "schedules", "seconds", "result"],
            .. report.Worlds.Select(w => Row(w, options)),
        ];
        var widths = Enumerable.Range(0, 5).Select(c => rows.Max(r => r[c].Length)).ToArray();
        return rows.Select(row => string.Join("  ", row.Select((cell, c) =>
            c is 2 or 3 ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c]))).TrimEnd());
    }

    private static string[] Row(WorldLine line, DriverRunOptions options)
    {
        var world = options.Worlds.First(w => w.Name == line.World);
        var found = string.Join(", ", line.Findings.Select(f => f.Requirement["PVMC-".Length..]).Distinct());
        var bound = Searched(line, options);
        return
        [
            line.World, world.Bounds, line.Schedules.ToString("N0", CultureInfo.InvariantCulture),
            line.Seconds.ToString("0.0", CultureInfo.InvariantCulture),
            found.Length > 0 ? $"{found}; {bound}"
                : options.IsExhausted(line) ? $"holds, {bound}"
                : $"nothing found; {bound}",
        ];
    }

    /// <summary>How far the schedules of a world were searched.</summary>
    public static string Searched(WorldLine line, DriverRunOptions options) =>
        options.Random > 0 ? "schedules by chance"
        : options.IsExhausted(line) ? $"exhausted with {Bound(options.Preemptions)}"
        : (line.ExhaustedBound >= 0 ? $"not exhausted beyond {Bound(line.ExhaustedBound)}: " : "not exhausted: ")
            + (line.Seconds < options.Time.TotalSeconds ? "nothing new after the finding" : "the time is up");

    /// <summary>What was observed, and the interleaving: what stands below a requirement.</summary>
    public static IEnumerable<string> Lines(DriverReport report, DriverDefect defect)
    {
        var finding = defect.Finding;
        yield return $"  observed: {finding.Text}";
        foreach (var (what, stack) in new[]
            { ("at", finding.At), ("allocated", finding.Allocated), ("freed", finding.Freed) })
        {
            if (report.Lines(stack) is { Count: > 0 } lines)
            {
                yield return $"  {what}: {string.Join(", called by ", lines.Take(4))}";
            }
        }

        yield return "";
        yield return $"  world {defect.World.Name}: {defect.World.Bounds}; {Plural(finding.Preemptions, "preemption")}"
            + (defect.Worlds.Count > 1 ? $" (also found in {Plural(defect.Worlds.Count - 1, "other world")})" : "");
        if (!defect.World.Before.IsEmpty)
        {
            yield return $"  before: {string.Join(", ", defect.World.Before)}";
        }

        yield return "";
        foreach (var line in Interleaving(report, defect))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Interleaving(DriverReport report, DriverDefect defect)
    {
        var (rows, tasks) = (defect.Rows, defect.Tasks);
        if (tasks.Count == 0)
        {
            yield break;
        }

        var width = Math.Min(76, ((TotalWidth - NumberWidth) / tasks.Count) - 2);
        yield return Cells("", tasks, width);
        var left = Math.Max(0, rows.Count - MostRows);
        for (var i = 0; i < rows.Count; i++)
        {
            if (left > 0 && i == FirstRows)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"  ... {left:N0} more steps");
                i += left;
            }

            var number = $" {(i == rows.Count - 1 && !defect.IsInTeardown ? ">" : " ")}{i + 1,3}";
            foreach (var part in Wrap(Cell(report, rows[i]), width))
            {
                yield return Cells(number, tasks.Select(t => t == rows[i].Task ? part : ""), width);
                number = "";
            }
        }

        if (defect.IsInTeardown)
        {
            yield return "   then the files are closed, the device is unbound and the module unloaded";
        }
    }

    private static string Cell(DriverReport report, RowLine row) =>
        report.Lines(row.Stack) is [var where, ..] ? $"{where}: {row.Text}" : row.Text;

    private static string Cells(string number, IEnumerable<string> cells, int width) =>
        (number.PadRight(NumberWidth - 1) + " " + string.Join("  ", cells.Select(c => c.PadRight(width)))).TrimEnd();

    /// <summary>Lines of at most a width, all but the first indented; a word that is longer is cut.</summary>
    internal static IEnumerable<string> Wrap(string text, int width)
    {
        var indent = "";
        while (indent.Length + text.Length > width)
        {
            var room = width - indent.Length;
            var space = text.LastIndexOf(' ', room);
            var cut = space > 0 ? space : room;
            yield return indent + text[..cut];
            text = text[cut..].TrimStart();
            indent = "  ";
        }

        yield return indent + text;
    }

    private static string Bound(int preemptions) => preemptions == DriverRunOptions.Unbounded
        ? "any number of preemptions"
        : Plural(preemptions, "preemption");

    /// <summary>A number of things.</summary>
    public static string Plural(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
