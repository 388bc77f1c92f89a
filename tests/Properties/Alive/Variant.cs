// SPDX-License-Identifier: Apache-2.0

using System.Reflection;
using Pvmemcontrol.Properties.Broken.Managed;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Alive;

/// <summary>The broken variants beside these tests, each with the requirement that it is named after.</summary>
internal static class Variant
{
    /// <summary>The C files: dev_NNN_what_is_wrong.c.</summary>
    internal static IReadOnlyList<(string Path, string Requirement)> C { get; } =
    [
        .. Directory.GetFiles(Repository.PathOf("tests", "Properties", "Broken", "c"),
            "dev_*.c").Order(StringComparer.Ordinal)
            .Select(path => (path, $"PVMC-DEV-{Path.GetFileName(path).AsSpan(4, 3)}")),
    ];

    /// <summary>Devices in C#.</summary>
    internal static IReadOnlyList<(Type Type, string Requirement)> Managed { get; } = Marked(typeof(BrokenDevice));

    /// <summary>Kernels in C#.</summary>
    internal static IReadOnlyList<(Type Type, string Requirement)> Kernels { get; } = Marked(typeof(OtherKernel));

    /// <summary>The rows of a theory.</summary>
    internal static TheoryData<string, string> Rows(IEnumerable<(string Name, string Requirement)> variants)
    {
        var rows = new TheoryData<string, string>();
        foreach (var (name, requirement) in variants)
        {
            rows.Add(name, requirement);
        }

        return rows;
    }

    private static List<(Type Type, string Requirement)> Marked(Type ancestor) =>
    [
        .. typeof(Variant).Assembly.GetTypes().Where(t => t.IsSubclassOf(ancestor) && !t.IsAbstract)
            .OrderBy(t => t.Name, StringComparer.Ordinal)
            .Select(t => (t, t.GetCustomAttribute<BreaksAttribute>()!.Requirement)),
    ];
}
