// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Targets;

namespace Pvmemcontrol.Mutants;

/// <summary>A device in C, and what its name and its first lines say about it.</summary>
/// <param name="Source">The file.</param>
internal sealed record SampleDevice(string Source)
{
    private const string DeviationMark = "Deviates:";

    /// <summary>The file's name without its extension.</summary>
    internal string Name => Path.GetFileNameWithoutExtension(Source);

    /// <summary>The requirement that a broken device is named after: dev_NNN_..., vmm_NNN_....</summary>
    internal string Requirement => "PVMC-" + Name[..7].Replace('_', '-').ToUpperInvariant();

    /// <summary>True for a device that is broken on hugetlb memory only.</summary>
    internal bool NeedsHugePages => Name.EndsWith("_huge", StringComparison.Ordinal);

    /// <summary>The deviations that a correct device says it has, in order.</summary>
    internal IReadOnlyList<string> Deviations => File.ReadLines(Source).Take(4)
        .FirstOrDefault(line => line.Contains(DeviationMark, StringComparison.Ordinal)) is { } line
        ? line[(line.IndexOf(DeviationMark, StringComparison.Ordinal) + DeviationMark.Length)..]
            .Split([' ', ',', '*', '/'], StringSplitOptions.RemoveEmptyEntries)
        : [];

    /// <summary>The library that cc makes of it.</summary>
    internal TargetSpec Target => TargetSpec.Library(CCompiler.Compile(Source));

    /// <summary>The devices of a directory of this repository, by name.</summary>
    internal static IReadOnlyList<SampleDevice> In(params ReadOnlySpan<string> directory) =>
    [
        .. Directory.GetFiles(Repository.PathOf(directory), "*.c").Order(StringComparer.Ordinal)
            .Select(source => new SampleDevice(source)),
    ];
}
