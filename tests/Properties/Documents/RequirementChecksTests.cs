// SPDX-License-Identifier: Apache-2.0

using System.Reflection;
using System.Text.RegularExpressions;
using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Documents;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Documents;

/// <summary>The index behind <c>requirements ID</c> matches the sources and tests.</summary>
public sealed partial class RequirementChecksTests
{
    private static readonly string IndexFile = Repository.PathOf(
        "src", "Pvmemcontrol.Conformance", "Reporting", RequirementChecks.IndexName);

    private static readonly string[] JudgingFolders =
    [
        "Pvmemcontrol.Model/Device", "Pvmemcontrol.Model/Host", "Pvmemcontrol.Model/GuestKernel",
        "Pvmemcontrol.Model/Engine", "Pvmemcontrol.Conformance/Oracle", "Pvmemcontrol.Conformance/Rounds",
        "Pvmemcontrol.Conformance/Bounds", "Pvmemcontrol.Conformance/Kvm", "Pvmemcontrol.VfioUser/Judging",
    ];

    [Fact]
    public void The_index_is_what_the_sources_declare_now()
    {
        var lines = Judged().Concat(Declared()).Distinct().Order(StringComparer.Ordinal);
        var current = string.Concat(lines.Select(line => $"{line}\n"));
        if (GeneratedPart.IsUpdate)
        {
            File.WriteAllText(IndexFile, current);
        }

        Assert.True(current == File.ReadAllText(IndexFile),
            $"{IndexFile} is out of date. Update: {GeneratedPart.UpdateCommand}");
    }

    [Fact]
    public void Every_requirement_that_is_judged_has_a_place_and_a_broken_variant() => Assert.All(
        Catalogue.All.Where(r => r.Check is RequirementCheck.Oracle or RequirementCheck.BareKernel), requirement =>
        {
            var checks = RequirementChecks.Of(requirement);
            Assert.NotEmpty(checks.Judged);
            Assert.NotEmpty(checks.Variants);
        });

    /// <summary>Where the code names a requirement, outside of the catalogue.</summary>
    private static IEnumerable<string> Judged()
    {
        var fields = typeof(Catalogue).Assembly.GetTypes()
            .Where(t => t.Namespace == typeof(Catalogue).Namespace)
            .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public)
                .Where(f => f.FieldType == typeof(Requirement))
                .Select(f => (Class: t.Name, f.Name, ((Requirement)f.GetValue(null)!).Id))).ToList();
        foreach (var (file, text) in SourcesBelow("src").Where(s => IsJudge(s.File)))
        {
            var words = Word().Matches(text).Select(m => m.Value).ToHashSet();
            foreach (var (_, _, id) in fields.Where(f => words.Contains(f.Class) && words.Contains(f.Name)))
            {
                yield return $"{id} {RequirementChecks.JudgedWord} {file}";
            }
        }
    }

    /// <summary>True for the folders whose code judges; others name requirements to sort or to describe them.</summary>
    private static bool IsJudge(string file) =>
        JudgingFolders.Any(f => file.StartsWith($"src/{f}/", StringComparison.Ordinal));

    /// <summary>Traits of tests, attributes of broken variants, and names of files.</summary>
    private static IEnumerable<string> Declared()
    {
        foreach (var (file, text) in SourcesBelow("tests"))
        {
            foreach (Match declaration in Declaration().Matches(text))
            {
                var word = declaration.Groups["trait"].Success ? RequirementChecks.TestWord
                    : RequirementChecks.VariantWord;
                var name = declaration.Groups["name"].Value;
                var place = name == Path.GetFileNameWithoutExtension(file) ? file : $"{file}: {name}";
                yield return $"{declaration.Groups["id"].Value} {word} {place}";
            }

            if (VariantFile().Match(file) is { Success: true } named)
            {
                yield return $"PVMC-{named.Groups["area"].Value.ToUpperInvariant()}-{named.Groups["number"].Value} "
                    + $"{RequirementChecks.VariantWord} {file}";
            }
        }
    }

    private static IEnumerable<(string File, string Text)> SourcesBelow(string folder) =>
        from path in Directory.EnumerateFiles(Repository.PathOf(folder), "*.*", SearchOption.AllDirectories)
        let file = Path.GetRelativePath(Repository.PathOf("."), path)
        where Path.GetExtension(file) is ".cs" or ".c" && !file.Split('/').Any(f => f is "obj" or "bin")
        select (file, File.ReadAllText(path));

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    // A trait of a method, or an attribute of a class; what is declared has its name behind other attributes.
    [GeneratedRegex(@"\[(?:(?<trait>Trait\(""Requirement"", )|Breaks\(|BrokenIn\(""[^""]*"", )"
        + @"""(?<id>PVMC-\w+-\d{3})""[^\n]*\n"
        + @"(?:\s*\[[^\n]*\n)*[^\n]*?(?<name>\w+)(?:\(|\n|;| :)")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"/(?<area>[Dd]ev|[Vv]mm|[Dd]rv|[Ss]ys|[Hh]ost)_?(?<number>\d{3})\w+\.cs?$")]
    private static partial Regex VariantFile();
}
