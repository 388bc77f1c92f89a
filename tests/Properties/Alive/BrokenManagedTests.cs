// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Properties.Support;
using Xunit;
using Xunit.Abstractions;

namespace Pvmemcontrol.Properties.Alive;

/// <summary>Every broken variant of this project's device, and of the kernel, is caught by the ordinary run.</summary>
public sealed class BrokenManagedTests(ITestOutputHelper output)
{
    public static TheoryData<string> Devices { get; } = Variant.On(isHuge: false, Variant.Managed);

    public static TheoryData<string> Kernels { get; } = Variant.On(isHuge: false, Variant.Kernels);

    public static TheoryData<string> HugeDevices { get; } = Variant.On(isHuge: true, Variant.Managed);

    public static TheoryData<string> HugeKernels { get; } = Variant.On(isHuge: true, Variant.Kernels);

    [Theory]
    [MemberData(nameof(Devices))]
    public void A_broken_variant_of_Impl_is_caught(string name)
    {
        var (type, broken) = Variant.Managed.First(v => v.Type.Name == name);
        Hunt.AssertCaught(TargetSpec.Managed(type), broken, output);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void A_kernel_that_differs_is_told_apart(string name)
    {
        var (type, broken) = Variant.Kernels.First(v => v.Type.Name == name);
        Hunt.AssertCaught(TargetSpec.OtherKernel(type), broken, output);
    }

    [HugeTheory]
    [MemberData(nameof(HugeDevices))]
    public void A_broken_variant_of_Impl_is_caught_on_huge_pages(string name) =>
        A_broken_variant_of_Impl_is_caught(name);

    [HugeTheory]
    [MemberData(nameof(HugeKernels))]
    public void A_kernel_that_differs_on_huge_pages_is_told_apart(string name) =>
        A_kernel_that_differs_is_told_apart(name);
}
