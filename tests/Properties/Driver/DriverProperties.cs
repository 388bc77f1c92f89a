// SPDX-License-Identifier: Apache-2.0

using FsCheck;
using FsCheck.Fluent;
using Pvmemcontrol.Impl.Driver;
using Xunit;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>
/// The driver, on the real device and real memory, through sequences of calls in which anything goes wrong, is judged
/// by the composed model.
/// </summary>
public sealed class DriverProperties
{
    private const int Tests = 300;

    [Fact]
    [Trait("Requirement", "PVMC-DRV")]
    public void The_driver_violates_nothing() => Check((kernel, misc) => new HardenedDriver(kernel, misc), Tests);

    /// <summary>The body of the test: one run, judged.</summary>
    internal static void AssertConforms(DriverCase setup, Func<IGuestKernel, IMiscCore, HardenedDriver> make)
    {
        using var run = new DriverRun(setup, make);
        var violated = DriverJudge.Violated(run);
        Assert.True(violated is null, $"{violated?.Id} {violated?.Title}{run}");
    }

    private static void Check(Func<IGuestKernel, IMiscCore, HardenedDriver> make, int tests) =>
        Prop.ForAll(DriverCases.All, setup => AssertConforms(setup, make))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(tests));
}
