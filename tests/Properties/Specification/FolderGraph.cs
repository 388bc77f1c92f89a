// SPDX-License-Identifier: Apache-2.0

using System.Text.RegularExpressions;

namespace Pvmemcontrol.Properties.Specification;

/// <summary>Which folders of a project depend on which others. A folder is named by its namespace.</summary>
/// <remarks>
/// Dependencies are read from the sources, not from the assembly: the compiler replaces constants and members of
/// enumerations by numbers, so that the assembly does not show them. A file depends on a folder when
/// <list type="bullet">
/// <item>a using directive (also static, or an alias) names its namespace or a type in it;</item>
/// <item>it names one of the folder's types behind a namespace, whole or relative to its own;</item>
/// <item>it names, without any of these, a type of a folder above its own, which C# finds without a directive.</item>
/// </list>
/// A type that a file uses but does not name, such as that of a property of a property, needs no rule: the type that
/// has the property names it, so that the same folder is reached by way of that type's.
/// </remarks>
internal sealed partial class FolderGraph
{
    private readonly SortedDictionary<string, SortedDictionary<string, string>> _arrows;

    private FolderGraph(SortedDictionary<string, SortedDictionary<string, string>> arrows) => _arrows = arrows;

    /// <summary>The folders.</summary>
    internal IReadOnlyCollection<string> Folders => _arrows.Keys;

    /// <summary>The graph of a project.</summary>
    /// <param name="files">Name and text of each source file, with a file-scoped namespace.</param>
    internal static FolderGraph Of(IEnumerable<(string Name, string Text)> files)
    {
        var sources = files.Select(f => Source.Of(f.Name, f.Text)).ToList();
        var types = sources.GroupBy(s => s.Namespace)
            .ToDictionary(g => g.Key, g => g.SelectMany(s => s.Declared).ToHashSet());
        var graph = new FolderGraph([]);
        foreach (var source in sources)
        {
            graph._arrows.TryAdd(source.Namespace, []);
            foreach (var folder in source.DependsOn(types))
            {
                graph.Add(source.Namespace, folder, source.Name);
            }
        }

        return graph;
    }

    /// <summary>The folders that a folder depends on.</summary>
    internal IReadOnlyCollection<string> From(string folder) => _arrows[folder].Keys;

    /// <summary>The same graph where folders count for the folder that they are in.</summary>
    /// <param name="depth">The number of names in a namespace that count.</param>
    internal FolderGraph UpTo(int depth)
    {
        var graph = new FolderGraph([]);
        foreach (var (folder, arrows) in _arrows)
        {
            graph._arrows.TryAdd(First(folder, depth), []);
            foreach (var (other, file) in arrows)
            {
                graph.Add(First(folder, depth), First(other, depth), file);
            }
        }

        return graph;
    }

    /// <summary>A shortest circle, as "A -> B (a file of A) -> A (a file of B)"; null when there is none.</summary>
    internal string? Circle() => _arrows.Keys.Select(WayBack).OfType<List<string>>().MinBy(way => way.Count) is { } way
        ? way[0] + string.Concat(way.Zip(way[1..]).Select(p => $" -> {p.Second} ({_arrows[p.First][p.Second]})"))
        : null;

    private void Add(string from, string to, string file)
    {
        if (from != to)
        {
            _arrows.TryAdd(to, []);
            _arrows[from].TryAdd(to, file);
        }
    }

    private List<string>? WayBack(string start)
    {
        var ways = new Queue<List<string>>([[start]]);
        var seen = new HashSet<string>();
        while (ways.TryDequeue(out var way))
        {
            foreach (var next in _arrows[way[^1]].Keys)
            {
                if (next == start)
                {
                    return [.. way, next];
                }

                if (seen.Add(next))
                {
                    ways.Enqueue([.. way, next]);
                }
            }
        }

        return null;
    }

    private static string First(string folder, int depth) => string.Join('.', folder.Split('.').Take(depth));

    /// <summary>A source file as far as its dependencies go.</summary>
    private sealed record Source(string Name, string Namespace, string[] Usings, string[][] Names, string[] Declared)
    {
        internal static Source Of(string name, string text)
        {
            var code = StringsAndComments().Replace(text, m => m.Value[0] == '/' ? " " : m.Value);
            var own = NamespaceLine().Match(code).Groups[1].Value;
            return own.Length == 0
                ? throw new FormatException($"{name} has no file-scoped namespace")
                : new Source(name, own,
                    [.. UsingLine().Matches(code).Select(m => m.Groups[1].Value)],
                    [.. DottedName().Matches(UsingLine().Replace(code, "")).Select(m => m.Value.Split('.'))],
                    [.. Declaration().Matches(code).Select(m => m.Groups["name"].Value)]);
        }

        internal IEnumerable<string> DependsOn(Dictionary<string, HashSet<string>> types) =>
            Usings.Select(u => Prefixes(u).FirstOrDefault(types.ContainsKey))
                .Concat(Names.Select(n => Folder(n, types))).OfType<string>().Where(f => f != Namespace);

        /// <summary>Where C# finds the name: first in its own namespace, then in those around it.</summary>
        private string? Folder(string[] name, Dictionary<string, HashSet<string>> types)
        {
            foreach (var scope in Prefixes(Namespace).Append(""))
            {
                if (types.TryGetValue(scope, out var near) && near.Contains(name[0]))
                {
                    return scope;
                }

                for (var length = name.Length - 1; length > 0; length--)
                {
                    var folder = string.Join('.', name[..length].Prepend(scope).Where(n => n.Length > 0));
                    if (types.TryGetValue(folder, out var declared) && declared.Contains(name[length]))
                    {
                        return folder;
                    }
                }
            }

            return null;
        }

        private static IEnumerable<string> Prefixes(string name)
        {
            for (var end = name.Length; end > 0; end = name.LastIndexOf('.', end - 1))
            {
                yield return name[..end];
            }
        }
    }

    [GeneratedRegex("""@"(?:""|[^"])*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'|//[^\n]*|/\*[\s\S]*?\*/""")]
    private static partial Regex StringsAndComments();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"^(?:global )?using (?:static )?(?:\w+ = )?([\w.]+)[^;]*;", RegexOptions.Multiline)]
    private static partial Regex UsingLine();

    [GeneratedRegex(@"(?<![\w.])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")]
    private static partial Regex DottedName();

    // Types stand at the margin; an extension method is found through its namespace, without the name of its type.
    [GeneratedRegex(@"^(?:[a-z]+ )*(?:class|struct|interface|enum|record) (?<name>\w+)"
        + @"|^(?:[a-z]+ )*delegate .*?(?<name>\w+)[(<]|(?<name>\w+)(?:<[^>]*>)?\(this ", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
