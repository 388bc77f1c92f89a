// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Sources;

/// <summary>
/// The search takes only accesses of places that tasks share as its points: with points at every access it finds the
/// same, and takes longer.
/// </summary>
public sealed class PointTests
{
    [CTheory]
    [InlineData("drv_030_remove_waits_for_nobody", "ioctl-vs-remove")]
    [InlineData("drv_007_one_buffer", "two-ioctls-one-file")]
    [InlineData("drv_009_unlocks_before_the_reply_is_read", "same-channel-two-vcpus")]
    [InlineData("drv_028_users_before_the_channels", "open-vs-probe")]
    [InlineData("", "ioctl-vs-remove")]
    public void Points_at_shared_places_find_what_points_at_every_access_find(string name, string world)
    {
        var source = name.Length == 0 ? DriverEdit.Hardened
            : DriverCheck.FileOf(BrokenDrivers.All.Single(d => d.Name == name).Source);
        var shared = Requirements(source, world, hasAllPoints: false);
        var all = Requirements(source, world, hasAllPoints: true);
        Assert.Equal(all, shared);
        Assert.Equal(name.Length > 0, shared.Length > 0);
    }

    private static string[] Requirements(string source, string world, bool hasAllPoints)
    {
        var options = DriverCheck.Options(source, DriverCheck.Worlds(world)) with { HasAllPoints = hasAllPoints };
        var report = DriverCheck.Run(options);
        Assert.All(report.Worlds, w => Assert.Equal(1, w.ExhaustedBound));
        return [.. report.Defects.Select(d => d.Requirement.Id.ToString()).Distinct().Order(StringComparer.Ordinal)];
    }
}
