// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Properties.Support;
using Xunit;
using Xunit.Abstractions;

namespace Pvmemcontrol.Properties.MutationTests;

/// <summary>Devices in C with a broken transport.</summary>
public sealed class TransportMutantTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names { get; } = Mutant.Names(Mutant.C, isFirst: true, "dev_00", "dev_01");

    public static TheoryData<string> Others { get; } = Mutant.Names(Mutant.C, isFirst: false, "dev_00", "dev_01");

    [CTheory]
    [MemberData(nameof(Names))]
    public void A_broken_C_device_is_caught_by_the_name_of_what_it_breaks(string name) =>
        Mutant.AssertCaught(name, output);

    [LongCTheory]
    [MemberData(nameof(Others))]
    public void So_is_another_that_breaks_the_same(string name) => Mutant.AssertCaught(name, output);
}

/// <summary>Devices in C that read, refuse or answer requests wrongly.</summary>
[BeginsFirst]
public sealed class RequestMutantTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names { get; } = Mutant.Names(Mutant.C, isFirst: true, "dev_02", "dev_03");

    public static TheoryData<string> Others { get; } = Mutant.Names(Mutant.C, isFirst: false, "dev_02", "dev_03");

    [CTheory]
    [MemberData(nameof(Names))]
    public void A_broken_C_device_is_caught_by_the_name_of_what_it_breaks(string name) =>
        Mutant.AssertCaught(name, output);

    [LongCTheory]
    [MemberData(nameof(Others))]
    public void So_is_another_that_breaks_the_same(string name) => Mutant.AssertCaught(name, output);
}

/// <summary>Devices in C whose requests have the wrong effect.</summary>
public sealed class EffectMutantTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names { get; } = Mutant.Names(Mutant.C, isFirst: true, "dev_04", "dev_06");

    public static TheoryData<string> Others { get; } = Mutant.Names(Mutant.C, isFirst: false, "dev_04", "dev_06");

    [CTheory]
    [MemberData(nameof(Names))]
    public void A_broken_C_device_is_caught_by_the_name_of_what_it_breaks(string name) =>
        Mutant.AssertCaught(name, output);

    [LongCTheory]
    [MemberData(nameof(Others))]
    public void So_is_another_that_breaks_the_same(string name) => Mutant.AssertCaught(name, output);
}

/// <summary>Devices in C that a guest can use up, or that are no VMM's to rely on.</summary>
[BeginsFirst]
public sealed class VmmMutantTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names { get; } = Mutant.Names(Mutant.C, isFirst: true, "dev_05", "vmm_");

    public static TheoryData<string> Others { get; } = Mutant.Names(Mutant.C, isFirst: false, "dev_05", "vmm_");

    [CTheory]
    [MemberData(nameof(Names))]
    public void A_broken_C_device_is_caught_by_the_name_of_what_it_breaks(string name) =>
        Mutant.AssertCaught(name, output);

    [LongCTheory]
    [MemberData(nameof(Others))]
    public void So_is_another_that_breaks_the_same(string name) => Mutant.AssertCaught(name, output);
}

/// <summary>Devices in C that drop channels with requests in flight, which needs two vCPUs.</summary>
[Collection(ManyVcpus.Collection)]
public sealed class DropMutantTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names { get; } = Mutant.ConcurrentNames(isFirst: true, isDrop: true);

    public static TheoryData<string> Others { get; } = Mutant.ConcurrentNames(isFirst: false, isDrop: true);

    [CTheory]
    [MemberData(nameof(Names))]
    public void A_broken_C_device_is_caught_by_the_name_of_what_it_breaks(string name) =>
        Mutant.AssertCaught(name, output);

    [LongCTheory]
    [MemberData(nameof(Others))]
    public void So_is_another_that_breaks_the_same(string name) => Mutant.AssertCaught(name, output);
}

/// <summary>Other devices in C that one vCPU cannot tell from correct ones.</summary>
[Collection(ManyVcpus.Collection)]
public sealed class ConcurrentMutantTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names { get; } = Mutant.ConcurrentNames(isFirst: true, isDrop: false);

    public static TheoryData<string> Others { get; } = Mutant.ConcurrentNames(isFirst: false, isDrop: false);

    [CTheory]
    [MemberData(nameof(Names))]
    public void A_broken_C_device_is_caught_by_the_name_of_what_it_breaks(string name) =>
        Mutant.AssertCaught(name, output);

    [LongCTheory]
    [MemberData(nameof(Others))]
    public void So_is_another_that_breaks_the_same(string name) => Mutant.AssertCaught(name, output);
}

/// <summary>Broken variants of this project's device.</summary>
[BeginsFirst]
public sealed class ManagedMutantTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names { get; } = Mutant.Names(Mutant.Managed, isFirst: true, "");

    public static TheoryData<string> Others { get; } = Mutant.Names(Mutant.Managed, isFirst: false, "");

    [Theory]
    [MemberData(nameof(Names))]
    public void A_broken_variant_of_Impl_is_caught_by_the_name_of_what_it_breaks(string name) =>
        Mutant.AssertCaught(name, output);

    [LongTheory]
    [MemberData(nameof(Others))]
    public void So_is_another_that_breaks_the_same(string name) => Mutant.AssertCaught(name, output);
}

/// <summary>Kernels that differ from the host model.</summary>
public sealed class KernelMutantTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names { get; } = Mutant.Names(Mutant.Kernels, isFirst: true, "");

    [Theory]
    [MemberData(nameof(Names))]
    public void A_kernel_that_differs_from_the_model_is_told_apart(string name) => Mutant.AssertCaught(name, output);
}

/// <summary>All of them on hugetlb memory.</summary>
[Collection(HugePages.Collection)]
public sealed class HugePageMutantTests(ITestOutputHelper output)
{
    public static TheoryData<string> Devices { get; } = Mutant.HugeNames(Mutant.C);

    public static TheoryData<string> ManagedAndKernels { get; } =
        Mutant.HugeNames([.. Mutant.Managed, .. Mutant.Kernels]);

    [CHugeTheory]
    [MemberData(nameof(Devices))]
    public void A_broken_C_device_is_caught_by_the_name_of_what_it_breaks(string name) =>
        Mutant.AssertCaught(name, output);

    [HugeTheory]
    [MemberData(nameof(ManagedAndKernels))]
    public void A_broken_variant_or_a_kernel_that_differs_is_told_apart(string name) =>
        Mutant.AssertCaught(name, output);
}
