// SPDX-License-Identifier: Apache-2.0

using System.Reflection;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Properties.Broken.Managed;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Alive;

/// <summary>The broken variants beside these tests, each with the requirement that it is named after.</summary>
internal static class Variant
{
    /// <summary>The C files: dev_NNN_what_is_wrong.c, vmm_NNN_what_is_wrong.c.</summary>
    internal static IReadOnlyList<(string Path, string Requirement)> C { get; } =
    [
        .. Directory.GetFiles(Repository.PathOf("tests", "Properties", "Broken", "c"),
            "???_???_*.c").Order(StringComparer.Ordinal)
            .Select(path => (path, "PVMC-" + Path.GetFileName(path)[..7].Replace('_', '-').ToUpperInvariant())),
    ];

    /// <summary>Devices in C#.</summary>
    internal static IReadOnlyList<(Type Type, BreaksAttribute Broken)> Managed { get; } = Marked(typeof(BrokenDevice));

    /// <summary>The requirements of devices that single tests of two vCPUs use: DevNNNWhatIsWrong.</summary>
    internal static IReadOnlyList<string> BesideTests { get; } =
    [
        .. typeof(Variant).Assembly.GetTypes()
            .Where(t => t.Namespace == "Pvmemcontrol.Properties.Device" && t.IsAssignableTo(typeof(IMmioDevice)))
            .Where(t => t.Name.StartsWith("Dev", StringComparison.Ordinal) && char.IsAsciiDigit(t.Name[3]))
            .Select(t => $"PVMC-DEV-{t.Name[3..6]}"),
    ];

    /// <summary>
    /// True for a file that one vCPU cannot tell from the correct device: by what it breaks, or by its name.
    /// </summary>
    internal static bool NeedsSeveralVcpus(string path, string requirement) =>
        path.EndsWith("_vcpus.c", StringComparison.Ordinal)
        || requirement is "PVMC-DEV-049" or "PVMC-DEV-070" or "PVMC-DEV-072" or "PVMC-VMM-008";

    /// <summary>Kernels in C#.</summary>
    internal static IReadOnlyList<(Type Type, BreaksAttribute Broken)> Kernels { get; } = Marked(typeof(OtherKernel));

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

    /// <summary>Those that show on such guest RAM, by name.</summary>
    internal static TheoryData<string> On(bool isHuge, IEnumerable<(Type Type, BreaksAttribute Broken)> variants) =>
        [.. variants.Where(v => v.Broken.Backing == Layouts.HugeName == isHuge).Select(v => v.Type.Name)];

    private static List<(Type Type, BreaksAttribute Broken)> Marked(Type ancestor) =>
    [
        .. typeof(Variant).Assembly.GetTypes().Where(t => t.IsSubclassOf(ancestor) && !t.IsAbstract)
            .OrderBy(t => t.Name, StringComparer.Ordinal)
            .Select(t => (t, t.GetCustomAttribute<BreaksAttribute>()!)),
    ];
}
