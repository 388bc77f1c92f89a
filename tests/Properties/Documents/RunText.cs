// SPDX-License-Identifier: Apache-2.0

using System.Text.RegularExpressions;
using Pvmemcontrol.Properties.Tool;

namespace Pvmemcontrol.Properties.Documents;

/// <summary>What the tool prints: the finding of a run on a broken device, and some lines of verify.</summary>
internal static partial class RunText
{
    private const string Library = "libmydevice";

    /// <summary>The rows of requirements that are shown; a run of any length exercises them.</summary>
    private static readonly string[] Rows = ["requirement", "PVMC-DEV-001", "PVMC-DEV-012", "PVMC-DEV-021"];

    /// <summary>
    /// The first finding of a run on a device of tests/Properties/Broken/c, printed as if its library were named
    /// libmydevice.so. It is the same in every run with this seed.
    /// </summary>
    /// <param name="file">The C file.</param>
    /// <param name="seed">The seed of the run.</param>
    internal static string Finding(string file, string seed)
    {
        var library = CCompiler.Compile("tests", "Properties", "Broken", "c", file);
        var run = ToolRun.Of("conform", library, "--first", "--seed", seed, "--time", "3.9", "--backing", "mixed");
        var lines = run.Output.Split('\n')
            .Select(line => line.Replace(library, $"./{Library}.so", StringComparison.Ordinal)
                .Replace(Path.GetFileNameWithoutExtension(file), Library, StringComparison.Ordinal))
            .SkipWhile(line => !line.StartsWith($"{Library}.so, profile", StringComparison.Ordinal)).ToList();
        return Block(lines[..(lines.FindIndex(l => l.StartsWith("  again:", StringComparison.Ordinal)) + 1)]);
    }

    /// <summary>Some lines of verify, by its output.</summary>
    internal static string VerifyExcerpt(string output)
    {
        var lines = output.Split('\n');
        var runs = lines.Where(l => RunLine().IsMatch(l)).DistinctBy(Kind);
        var requirements = lines.Where(l => Rows.Any(r => l.StartsWith($"  {r} ", StringComparison.Ordinal)));
        return Block([lines[0], "  ...", .. runs, "  ...", "", .. requirements, "  ...", lines[^2]]);
    }

    /// <summary>A text with every number masked: what two runs that end alike have in common.</summary>
    internal static string WithoutFigures(string text) => Figures().Replace(text, "#");

    private static string Block(IEnumerable<string> lines) => $"```\n{string.Join('\n', lines)}\n```\n";

    /// <summary>The target and how it is judged.</summary>
    private static string Kind(string line) => line[..42];

    [GeneratedRegex(
        @"^  (hardened driver|(bare kernel|Impl|pvmemcontrol_example\.so) +(linux|abi|concurrent) +mixed) ")]
    private static partial Regex RunLine();

    [GeneratedRegex(@" *(?<![\w-])\d[\d,.]*")]
    private static partial Regex Figures();
}
