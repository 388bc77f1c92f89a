// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Text;

namespace Pvmemcontrol.Properties.Documents;

/// <summary>A table of a document.</summary>
internal static class MarkdownTable
{
    /// <summary>The table, with a line end.</summary>
    internal static string Of((ImmutableArray<string> Heads, IEnumerable<string[]> Rows) table) =>
        Of(table.Heads, table.Rows);

    /// <summary>The table, with a line end.</summary>
    /// <param name="heads">The column heads.</param>
    /// <param name="rows">The rows; each has as many cells, in Markdown.</param>
    internal static string Of(ImmutableArray<string> heads, IEnumerable<string[]> rows)
    {
        var text = new StringBuilder();
        text.Append("| ").AppendJoin(" | ", heads).Append(" |\n");
        text.Append('|').Append(string.Concat(heads.Select(_ => " --- |"))).Append('\n');
        foreach (var row in rows)
        {
            text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        }

        return text.ToString();
    }
}
