// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Processes;
using Pvmemcontrol.Properties.Support;
using Pvmemcontrol.Properties.Tool;
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
        var worlds = DriverRun.Worlds.Where(w => Telling.Contains(w.Name)).ToList();
        var report = DriverRun.Run(new DriverRunOptions
        {
            Source = Repository.PathOf("tests", "Properties", "Sources", "Drivers", file),
            Tool = [ToolRun.Tool],
            Worlds = [.. worlds, .. worlds.Select(w => realTime.Apply(w) with { Name = $"{w.Name}-rt" })],
            Preemptions = 1,
        }, _ => { }, CancellationToken.None);
        Assert.Empty(report.Defects.Select(d => $"{d.Requirement.Id}: {d.Finding.Text} ({d.World.Name})"));
        Assert.All(report.Worlds, w => Assert.Equal(1, w.ExhaustedBound));
    }
}
