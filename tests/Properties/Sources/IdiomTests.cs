// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Processes;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Sources;

/// <summary>Drivers that were written from nothing, each in another idiom of the kernel: none is blamed.</summary>
public sealed class IdiomTests
{
    /// <summary>Worlds in which idioms differ; each of them on PREEMPT_RT too.</summary>
    private static readonly string[] Telling =
        ["calls-that-fail", "two-ioctls-one-file", "ioctl-vs-remove", "probe-fails-anywhere", "hibernate-resume"];

    [CTheory]
    [InlineData("devm_guard.c")]
    [InlineData("cdev_srcu.c")]
    [InlineData("percpu_rcu.c")]
    [InlineData("work_flags.c")]
    [InlineData("local_lock.c")]
    public void A_correct_driver_in_another_idiom_is_not_blamed(string file)
    {
        var realTime = new WorldChanges(null, IsRealTime: true, null, null);
        var worlds = DriverCheck.Worlds(Telling);
        var report = DriverCheck.Run(DriverCheck.Options(
            Repository.PathOf("tests", "Properties", "Sources", "Drivers", file),
            [.. worlds, .. worlds.Select(w => realTime.Apply(w) with { Name = $"{w.Name}-rt" })]));
        Assert.Empty(report.Defects.Select(d => $"{d.Requirement.Id}: {d.Finding.Text} ({d.World.Name})"));
        Assert.All(report.Worlds, w => Assert.Equal(1, w.ExhaustedBound));
    }
}
