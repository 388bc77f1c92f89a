// SPDX-License-Identifier: Apache-2.0

using FsCheck;
using FsCheck.Fluent;
using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Properties.Broken.Managed;
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
    public void The_driver_violates_nothing() => Check(setup => AssertConforms(setup, Hardened));

    [Fact]
    [Trait("Requirement", "PVMC-DRV")]
    public void The_driver_does_what_the_models_hardened_driver_does_step_for_step() =>
        Check(setup =>
        {
            using var run = new DriverRun(setup, Hardened);
            var model = ModelSteps.Of(run);
            Assert.Equal(model.Calls, run.Calls.Select(ModelSteps.Describe));
            Assert.Equal(model.Account, run.Rig.Kernel.Account);
        });

    [Fact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void Guest_RAM_and_replies_are_as_the_specification_of_requests_says() => Check(setup =>
    {
        using var run = new DriverRun(setup, Hardened);
        Assert.Null(RamReference.FindContradiction(run));
    });

    [Theory]
    [InlineData(typeof(Dev021DiscardsPageBefore))]
    [InlineData(typeof(Dev040FreesInstead))]
    public void A_device_that_does_something_else_to_guest_RAM_is_seen_through_the_driver(Type type)
    {
        var device = (BrokenDevice)Activator.CreateInstance(type)!;
        Assert.ThrowsAny<Exception>(() => Check(setup =>
        {
            using var run = new DriverRun(setup, Hardened, device.Create);
            Assert.Null(RamReference.FindContradiction(run));
        }));
    }

    /// <summary>The body of the test: one run, judged.</summary>
    internal static void AssertConforms(DriverCase setup, Func<IGuestKernel, IMiscCore, HardenedDriver> make)
    {
        using var run = new DriverRun(setup, make);
        var violated = DriverJudge.Violated(run);
        Assert.True(violated is null, $"{violated?.Id} {violated?.Title}{run}");
    }

    private static HardenedDriver Hardened(IGuestKernel kernel, IMiscCore misc) => new(kernel, misc);

    private static void Check(Action<DriverCase> body) =>
        Prop.ForAll(DriverCases.All, body).Check(Config.QuickThrowOnFailure.WithMaxTest(Tests));
}
