// SPDX-License-Identifier: Apache-2.0

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
        Variant.C.Where(v => v.Requirement != QuiescenceRequirement)
            .Select(v => (Path.GetFileName(v.Path), v.Requirement)));

    /// <summary>Needs two vCPUs: see the tests of the device.</summary>
    private const string QuiescenceRequirement = "PVMC-DEV-049";

    [CTheory]
    [MemberData(nameof(Variants))]
    public void A_broken_C_device_is_caught(string file, string requirement)
    {
        var source = Repository.PathOf("tests", "Properties", "Broken", "c", file);
        Hunt.AssertCaught(TargetSpec.Library(CCompiler.Compile(source)), new BreaksAttribute(requirement), output);
    }
}
