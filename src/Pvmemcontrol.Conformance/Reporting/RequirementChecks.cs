// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Reporting;

/// <summary>
/// Where each requirement is judged, and the broken variants that violate it: an index of the sources, which a test
/// writes and compares.
/// </summary>
/// <param name="Judged">Source files that name the requirement, relative to the repository.</param>
/// <param name="Tests">Tests that declare it.</param>
/// <param name="Variants">Broken variants that declare it, or are named after it.</param>
public sealed record RequirementChecks(
    ImmutableArray<string> Judged, ImmutableArray<string> Tests, ImmutableArray<string> Variants)
{
    /// <summary>The name of the index beside this class, and as a resource of the assembly.</summary>
    public const string IndexName = "RequirementChecks.txt";

    /// <summary>The word that marks the kind of a line of the index.</summary>
    public const string JudgedWord = "judged";

    /// <inheritdoc cref="JudgedWord"/>
    public const string TestWord = "test";

    /// <inheritdoc cref="JudgedWord"/>
    public const string VariantWord = "variant";

    private static readonly Lazy<ILookup<(string Id, string Word), string>> Index = new(Read);

    /// <summary>The entries of a requirement in the index.</summary>
    public static RequirementChecks Of(Requirement requirement)
    {
        var id = requirement.Id.ToString();
        return new RequirementChecks([.. Index.Value[(id, JudgedWord)]], [.. Index.Value[(id, TestWord)]],
            [.. Index.Value[(id, VariantWord)]]);
    }

    /// <summary>A line is an ID, a word, and a file or a test.</summary>
    private static ILookup<(string Id, string Word), string> Read()
    {
        using var stream = typeof(RequirementChecks).Assembly.GetManifestResourceStream(IndexName)
            ?? throw new InvalidOperationException($"the assembly has no resource {IndexName}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 3))
            .ToLookup(parts => (parts[0], parts[1]), parts => parts[2]);
    }
}
