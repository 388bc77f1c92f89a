// SPDX-License-Identifier: Apache-2.0

using FsCheck;
using FsCheck.Fluent;
using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Properties.Broken.Managed;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>
/// The composed model judges the driver on the real device and real memory, through sequences of calls with faults.
/// </summary>
public sealed class DriverProperties
{
    private static readonly int Tests = 400 * Effort.Factor;

    /// <summary>
    /// It violates nothing; it does what the model's hardened driver does, step for step; guest RAM and replies are as
    /// the specification of requests says; and everything that must happen sometimes does.
    /// </summary>
    [Fact]
    [Trait("Requirement", "PVMC-DRV")]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void The_driver_is_correct_under_any_calls_and_faults()
    {
        HashSet<string> seen = [];
        Check(setup =>
        {
            using var run = new DriverRun(setup, Hardened);
            AssertConforms(run);
            AssertStepsOfModel(run);
            Assert.Null(RamReference.FindContradiction(run));
            seen.UnionWith(run.Calls.SelectMany(c => c.Events).Select(e => e.ToString()));
            seen.UnionWith(run.Calls.Select(c => $"{c.Call.GetType().Name} returns {c.Error}"));
            seen.UnionWith(run.Rig.Log.Performed.Select(p => $"{p.Request.FunctionCode} performed"));
        });
        string[] sometimes =
        [
            "Probe returns 0", "Probe returns -5", "Probe returns -12", "Probe returns -16", "Probe returns -19",
            "Probe returns -22", "Remove returns 0", "Open returns 0", "Open returns -1", "Open returns -19",
            "Open returns -22", "Ioctl returns 0", "Ioctl returns -5", "Ioctl returns -14", "Ioctl returns -19",
            "Ioctl returns -22", "Ioctl returns -25", "Hibernate returns 0", "copies the kept answer",
            "quarantines the channels", "frees the channels", "writes RESET (choice 1)", "writes READY (choice 2)",
            "writes REGISTER (choice 3)", "the device replies (choice 1)", "the device replies (choice 2)",
            "registers the node (choice 1)", .. Enum.GetValues<FunctionCode>().Select(f => $"{(ulong)f} performed"),
        ];
        Assert.Empty(sometimes.Except(seen));
    }

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

    private static void AssertStepsOfModel(DriverRun run)
    {
        if (run.MayHaveKeptRevoked)
        {
            // The model gives everything back in one step, which is not answered by halves.
            return;
        }

        var model = ModelSteps.Of(run);
        Assert.Equal(model.Calls, run.Calls.Select(ModelSteps.Describe));
        Assert.Equal(model.Account, run.Rig.Kernel.Account);
    }

    /// <summary>The body of the test: one run, judged.</summary>
    internal static void AssertConforms(DriverCase setup, Func<IGuestKernel, IMiscCore, HardenedDriver> make)
    {
        using var run = new DriverRun(setup, make);
        AssertConforms(run);
    }

    private static void AssertConforms(DriverRun run)
    {
        var violated = DriverJudge.Violated(run);
        Assert.True(violated is null, $"{violated?.Id} {violated?.Title}{run}");
    }

    private static HardenedDriver Hardened(IGuestKernel kernel, IMiscCore misc) => new(kernel, misc);

    private static void Check(Action<DriverCase> body) =>
        Prop.ForAll(DriverCases.All, body).Check(Config.QuickThrowOnFailure.WithMaxTest(Tests));
}
