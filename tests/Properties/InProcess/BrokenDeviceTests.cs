// SPDX-License-Identifier: Apache-2.0

using System.Reflection;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Properties.Broken.Managed;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.InProcess;

/// <summary>
/// Broken variants of this project's device, and kernels that differ from Linux: soon some scenario shows what each
/// breaks, as it was drawn and without a smaller one.
/// </summary>
public sealed class BrokenDeviceTests
{
    private const int Scenarios = 100;

    /// <summary>
    /// One throws, which here would end the process of the tests. The other shows the same in every process: that takes
    /// another process to see.
    /// </summary>
    private static readonly string[] NeedProcesses =
        [nameof(Dev048ThrowsOnBigRanges), nameof(Dev017VersionRegister)];

    /// <summary>Few scenarios show these.</summary>
    private static readonly string[] Seldom = [nameof(Dev063StaysMergeable), nameof(Host014ToleratesLocked)];

    /// <summary>What it does, any device may do that is not to be as Linux is.</summary>
    private const string LinuxOnly = nameof(Dev033SharedDontNeedPunchesHole);

    public static TheoryData<string> Devices { get; } = Names(typeof(BrokenDevice));

    public static TheoryData<string> Kernels { get; } = Names(typeof(OtherKernel));

    [Theory]
    [MemberData(nameof(Devices))]
    public void A_broken_variant_is_named_after_what_it_breaks(string name) =>
        AssertNamed(
        name, TargetSpec.Managed(TypeOf(name)), name == LinuxOnly ? Profile.Linux : Profile.Abi);

    [Theory]
    [MemberData(nameof(Kernels))]
    public void A_kernel_that_differs_is_named_after_the_difference(string name) =>
        AssertNamed(name, TargetSpec.OtherKernel(TypeOf(name)), Profile.Linux);

    private static void AssertNamed(string name, TargetSpec target, Profile profile)
    {
        var breaks = TypeOf(name).GetCustomAttribute<BreaksAttribute>()!;
        using var own = new OwnScenarios(target, Layouts.ByName[breaks.Backing]);
        Assert.Contains(breaks.Requirement, own.Judge(Scenarios, profile)
            .SelectMany(j => j.Findings).Select(f => f.Requirement.Id.ToString()));
    }

    private static Type TypeOf(string name) =>
        typeof(BrokenDevice).Assembly.GetTypes().Single(t => t.Name == name);

    private static TheoryData<string> Names(Type ancestor) =>
    [
        .. ancestor.Assembly.GetTypes().Where(t => t.IsSubclassOf(ancestor) && !t.IsAbstract)
            .Where(t => !NeedProcesses.Contains(t.Name) && !Seldom.Contains(t.Name))
            .Where(t => t.GetCustomAttribute<BreaksAttribute>() is
                { Backing: not Layouts.HugeName, LockLimit: ulong.MaxValue })
            .Select(t => t.Name).Order(StringComparer.Ordinal),
    ];
}
