// SPDX-License-Identifier: Apache-2.0

using System.Reflection;
using FsCheck;
using FsCheck.Fluent;
using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Properties.Support;
using Xunit;
using Xunit.Sdk;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>Drivers that break one idea of the hardened one: the body of the ordinary test names the requirement.
/// </summary>
public sealed class BrokenDriverTests
{
    /// <summary>Runs until a variant must be found. The worst of them take a hundred or two.</summary>
    private const int MaxRuns = 3000;

    private static readonly Type[] Variants =
    [
        .. typeof(BrokenDriverTests).Assembly.GetTypes()
            .Where(t => t.IsSubclassOf(typeof(HardenedDriver)) && t.IsDefined(typeof(BreaksAttribute)))
            .OrderBy(t => t.Name),
    ];

    /// <summary>The requirements that the variants violate, in order.</summary>
    internal static IEnumerable<string> Violated =>
        Variants.Select(t => t.GetCustomAttribute<BreaksAttribute>()!.Requirement).Distinct().Order();

    public static TheoryData<string> Names { get; } = [.. Variants.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Requirement", "PVMC-DRV")]
    public void A_broken_driver_is_found_and_the_requirement_named(string variant)
    {
        var type = Variants.Single(t => t.Name == variant);
        var requirement = type.GetCustomAttribute<BreaksAttribute>()!.Requirement;
        HardenedDriver Make(IGuestKernel kernel, IMiscCore misc) =>
            (HardenedDriver)Activator.CreateInstance(type, kernel, misc)!;
        var search = Prop.ForAll(DriverCases.All, setup => Names_no_other(setup, Make, requirement));
        var found = Assert.ThrowsAny<Exception>(() => search.Check(Config.QuickThrowOnFailure.WithMaxTest(MaxRuns)));
        Assert.True(found.Message.Contains(requirement, StringComparison.Ordinal), found.Message);
    }

    /// <summary>The ordinary body; other requirements that a variant breaks do not count.</summary>
    private static void Names_no_other(
        DriverCase setup, Func<IGuestKernel, IMiscCore, HardenedDriver> make, string requirement)
    {
        try
        {
            DriverProperties.AssertConforms(setup, make);
        }
        catch (TrueException e) when (!e.Message.StartsWith(requirement, StringComparison.Ordinal))
        {
            // Another requirement.
        }
    }
}
