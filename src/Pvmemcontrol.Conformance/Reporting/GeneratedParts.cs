// SPDX-License-Identifier: Apache-2.0

using System.Text;

namespace Pvmemcontrol.Conformance.Reporting;

/// <summary>
/// Parts of a document that follow from something else: between a line <c>&lt;!-- generated: NAME --&gt;</c> and the
/// next <c>&lt;!-- end --&gt;</c>.
/// </summary>
internal static class GeneratedParts
{
    private const string Start = "<!-- generated: ";
    private const string StartEnd = " -->";
    private const string End = "<!-- end -->";

    /// <summary>The document with every part replaced.</summary>
    /// <param name="document">The document.</param>
    /// <param name="part">Gives a part by its name.</param>
    /// <exception cref="FormatException">A part has no end.</exception>
    internal static string Refresh(string document, Func<string, string> part)
    {
        var result = new StringBuilder();
        var at = 0;
        while (document.IndexOf(Start, at, StringComparison.Ordinal) is var start and >= 0)
        {
            var lineEnd = document.IndexOf('\n', start);
            var end = document.IndexOf(End, start, StringComparison.Ordinal);
            if (lineEnd < 0 || end < lineEnd)
            {
                throw new FormatException($"the part at character {start} has no '{End}' on a later line");
            }

            var name = document[(start + Start.Length)..lineEnd].Replace(StartEnd, "", StringComparison.Ordinal);
            result.Append(document, at, lineEnd + 1 - at).Append('\n').Append(part(name)).Append('\n');
            at = end;
        }

        return result.Append(document, at, document.Length - at).ToString();
    }
}
