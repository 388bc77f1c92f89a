// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Targets;
using Xunit;
using Xunit.Abstractions;

namespace Pvmemcontrol.Properties.Alive;

/// <summary>Every broken variant of this project's device, and of the kernel, is caught by the ordinary run.</summary>
public sealed class BrokenManagedTests(ITestOutputHelper output)
{
    public static TheoryData<string,
        string> Devices
    { get; } = Variant.Rows(Variant.Managed.Select(v => (v.Type.Name, v.Requirement)));

    public static TheoryData<string,
        string> Kernels
    { get; } = Variant.Rows(Variant.Kernels.Select(v => (v.Type.Name, v.Requirement)));

    [Theory]
    [MemberData(nameof(Devices))]
    public void A_broken_variant_of_Impl_is_caught(string name, string requirement) =>
        Hunt.AssertCaught(TargetSpec.Managed(Variant.Managed.First(v => v.Type.Name == name).Type), requirement,
            output);

    [Theory]
    [MemberData(nameof(Kernels))]
    public void A_kernel_that_differs_is_told_apart(string name, string requirement) =>
        Hunt.AssertCaught(TargetSpec.OtherKernel(Variant.Kernels.First(v => v.Type.Name == name).Type), requirement,
            output);
}
