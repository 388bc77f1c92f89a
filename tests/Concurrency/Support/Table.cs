// SPDX-License-Identifier: Apache-2.0

using System.Text;

namespace Pvmemcontrol.Concurrency.Support;

/// <summary>A schedule on one screen: one column a task, one row a step, in the order in which they happened.</summary>
internal static class Table
{
    private const int TotalWidth = 118;
    private const int NumberWidth = 5;
    private const string Gap = "  ";

    /// <summary>The lines. What the test body did alone, before the tasks and after them, has no column.</summary>
    internal static IEnumerable<string> Lines(Journal journal)
    {
        var actors = journal.Actors;
        var width = ((TotalWidth - NumberWidth) / Math.Max(1, actors.Count)) - Gap.Length;
        yield return Row("", [.. actors], width);
        var number = 0;
        foreach (var row in journal.Rows.Where(r => actors.Contains(r.Actor)))
        {
            number++;
            var head = $"{number,3}";
            foreach (var part in Wrap(row.What, width))
            {
                var cells = new string[actors.Count];
                Array.Fill(cells, "");
                cells[actors.ToList().IndexOf(row.Actor)] = part;
                yield return Row(head, cells, width);
                head = "";
            }
        }
    }

    private static string Row(string head, string[] cells, int width) =>
        (head.PadRight(NumberWidth) + string.Join(Gap, cells.Select(cell => cell.PadRight(width)))).TrimEnd();

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = new StringBuilder();
        var indent = new string(' ', text.Length - text.TrimStart().Length);
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear().Append(indent).Append("  ").Append(word);
            }
            else
            {
                line.Append(line.Length == 0 ? indent : " ").Append(word);
            }
        }

        yield return line.ToString();
    }
}
