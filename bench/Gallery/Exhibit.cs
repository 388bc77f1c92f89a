// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;

namespace Pvmemcontrol.Bench.Gallery;

/// <summary>A C file of the repository, and the library that is made of it.</summary>
/// <param name="Source">The file.</param>
/// <param name="Library">What cc made of it.</param>
internal sealed record Exhibit(string Source, string Library)
{
    /// <summary>The file's name without an end.</summary>
    internal string Name => Path.GetFileNameWithoutExtension(Source);

    /// <summary>The requirement that a broken device is named after: dev_NNN_..., vmm_NNN_....</summary>
    internal string Requirement => "PVMC-" + Name[..7].Replace('_', '-').ToUpperInvariant();

    /// <summary>True for what shows on hugetlb memory only.</summary>
    internal bool NeedsHugePages => Name.EndsWith("_huge", StringComparison.Ordinal);

    /// <summary>The deviations that a correct device says it has, in the comment at its beginning.</summary>
    internal IReadOnlySet<string> Deviations
    {
        get
        {
            const string mark = "Deviates:";
            var line = File.ReadLines(Source).Take(4).FirstOrDefault(l => l.Contains(mark, StringComparison.Ordinal));
            return line is null
                ? new HashSet<string>()
                : [.. line[(line.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..]
                    .Split([' ', ',', '*', '/'], StringSplitOptions.RemoveEmptyEntries)];
        }
    }

    /// <summary>Compiles every C file of a directory, each when it is its turn.</summary>
    internal static IEnumerable<Exhibit> All(string root, string output, params string[] directory) =>
        Directory.GetFiles(Path.Combine([root, .. directory]), "*.c").Order(StringComparer.Ordinal)
            .Select(source => new Exhibit(source, Compile(root, source, output)));

    private static string Compile(string root, string source, string output)
    {
        var library = Path.Combine(output, Path.GetFileNameWithoutExtension(source) + ".so");
        string[] arguments =
        [
            "-std=gnu17", "-D_GNU_SOURCE", "-O2", "-fPIC", "-shared", "-pthread",
            "-I", Path.Combine(root, "examples", "c"), "-o", library, source,
        ];
        using var cc = Process.Start("cc", arguments);
        cc.WaitForExit();
        return cc.ExitCode == 0 ? library : throw new InvalidOperationException($"cc {source} failed");
    }
}
