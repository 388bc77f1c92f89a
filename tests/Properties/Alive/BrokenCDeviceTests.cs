// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Properties.Support;
using Xunit;
using Xunit.Abstractions;

namespace Pvmemcontrol.Properties.Alive;

/// <summary>
/// Every broken variant of the C example is caught by the ordinary run, by the name of its requirement.
/// </summary>
public sealed class BrokenCDeviceTests(ITestOutputHelper output)
{
    /// <summary>Files that one vCPU can tell from the correct device.</summary>
    public static TheoryData<string, string> Variants { get; } = Variant.Rows(
        Variant.C.Where(v => !Variant.NeedsSeveralVcpus(v.Path, v.Requirement) && !IsHuge(v.Path))
            .Select(v => (Path.GetFileName(v.Path), v.Requirement)));

    /// <summary>Files that show what they are on hugetlb memory.</summary>
    public static TheoryData<string, string> HugeVariants { get; } = Variant.Rows(
        Variant.C.Where(v => IsHuge(v.Path)).Select(v => (Path.GetFileName(v.Path), v.Requirement)));

    [CTheory]
    [MemberData(nameof(Variants))]
    public void A_broken_C_device_is_caught(string file, string requirement) =>
        AssertCaught(file, new BreaksAttribute(requirement));

    [CHugeTheory]
    [MemberData(nameof(HugeVariants))]
    public void A_broken_C_device_is_caught_on_huge_pages(string file, string requirement) =>
        AssertCaught(file, new BreaksAttribute(requirement) { Backing = Layouts.HugeName });

    private static bool IsHuge(string path) => path.EndsWith("_huge.c", StringComparison.Ordinal);

    private void AssertCaught(string file, BreaksAttribute broken)
    {
        var source = Repository.PathOf("tests", "Properties", "Broken", "c", file);
        Hunt.AssertCaught(TargetSpec.Library(CCompiler.Compile(source)), broken, output);
    }
}
