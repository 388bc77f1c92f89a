// SPDX-License-Identifier: Apache-2.0

using Xunit;

namespace Pvmemcontrol.Documents;

/// <summary>
/// A generated part of a document: the lines between <c>&lt;!-- generated: NAME --&gt;</c> and the next <c>&lt;!-- end
/// --&gt;</c>. A test compares it with its source, or rewrites it on request.
/// </summary>
/// <param name="File">The path of the document.</param>
/// <param name="Name">The name of the part.</param>
internal sealed record GeneratedPart(string File, string Name)
{
    /// <summary>The command that rewrites every generated part of every document.</summary>
    internal const string UpdateCommand = $"{Variable}=1 dotnet test -c Release --filter Documents";

    private const string Variable = "PVMEMCONTROL_UPDATE_DOCS";
    private const string Start = "<!-- generated: ";
    private const string StartEnd = " -->\n";
    private const string End = "<!-- end -->";

    /// <summary>True when the documents are rewritten.</summary>
    internal static bool IsUpdate { get; } = Environment.GetEnvironmentVariable(Variable) is not (null or "");

    /// <summary>The names of the parts of a document, in order.</summary>
    /// <param name="document">The text of the document.</param>
    /// <exception cref="FormatException">A part has no end.</exception>
    internal static IEnumerable<string> NamesIn(string document)
    {
        var at = 0;
        while (document.IndexOf(Start, at, StringComparison.Ordinal) is var start and >= 0)
        {
            var name = start + Start.Length;
            var nameEnd = document.IndexOf(StartEnd, name, StringComparison.Ordinal);
            var next = document.IndexOf(Start, name, StringComparison.Ordinal);
            var end = document.IndexOf(End, name, StringComparison.Ordinal);
            if (nameEnd < 0 || end < nameEnd || (next >= 0 && next < end))
            {
                throw new FormatException($"the part at character {start} has no '{End}' on a later line");
            }

            yield return document[name..nameEnd];
            at = end;
        }
    }

    /// <summary>Compares the part with its source, or rewrites it on request.</summary>
    /// <param name="generated">What the source gives, with a line end.</param>
    internal void MustBe(string generated) => MustBe(() => generated, _ => _ == generated);

    /// <summary>Compares the part with its source, or rewrites it on request.</summary>
    /// <param name="generate">Gives what the source gives, with a line end.</param>
    /// <param name="isCurrent">True for a text that needs no rewriting.</param>
    internal void MustBe(Func<string> generate, Func<string, bool> isCurrent)
    {
        var document = System.IO.File.ReadAllText(File);
        var marker = $"{Start}{Name}{StartEnd}";
        var start = document.IndexOf(marker, StringComparison.Ordinal) + marker.Length;
        var end = document.IndexOf(End, start, StringComparison.Ordinal);
        var current = document[start..end].Trim('\n') + "\n";
        if (isCurrent(current))
        {
            return;
        }

        var generated = generate();
        if (IsUpdate)
        {
            System.IO.File.WriteAllText(File, $"{document[..start]}\n{generated}\n{document[end..]}");
            return;
        }

        Assert.Fail($"{File}, '{Name}' is out of date. {Difference(current, generated)}\nUpdate: {UpdateCommand}");
    }

    private static string Difference(string current, string generated)
    {
        var (ours, theirs) = (current.Split('\n'), generated.Split('\n'));
        var line = ours.Zip(theirs).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"Line {line + 1} is\n  {ours.ElementAtOrDefault(line)}\nand its source gives\n  "
            + theirs.ElementAtOrDefault(line);
    }
}
